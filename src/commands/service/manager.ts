// What a service manager is to us: a file that we write, and commands that we run.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readText } from '../../base/read-text.ts';
import type { Program } from './program.ts';

/** A program and its arguments. */
export type Words = readonly [string, ...string[]];

export interface Manager {
  readonly name: 'systemd' | 'launchd';
  /** Where the service is described. */
  readonly file: string;
  /** What is in that file. */
  describe(program: Program): string;
  /** To be run in order after the file was written; those of `mayFail` may. */
  readonly start: readonly Words[];
  /** To be run in order before the file is removed. */
  readonly stop: readonly Words[];
  readonly mayFail: readonly Words[];
  /** To be run after the file was removed. */
  readonly forget: readonly Words[];
  /** Succeeds while the manager has the service running. */
  readonly isActive: Words;
  /** Where the log is, in words. */
  log(program: Pick<Program, 'dir'>): string;
  /** What else people should know. */
  readonly hint: string;
}

export type Outcome = { readonly ok: true } | { readonly ok: false; readonly command: Words; readonly reason: string };

/** Stops at the first that fails. */
export function runAll(commands: readonly Words[], mayFail: readonly Words[] = []): Outcome {
  for (const command of commands) {
    const outcome = run(command);
    if (!outcome.ok && !mayFail.includes(command)) return outcome;
  }
  return { ok: true };
}

export function run(command: Words): Outcome {
  const [program, ...words] = command;
  const { error, status, signal, stderr } = spawnSync(program, words, { encoding: 'utf8', timeout: 60_000 });
  if (error !== undefined) {
    const isMissing = 'code' in error && error.code === 'ENOENT';
    return { ok: false, command, reason: isMissing ? `there is no ${program} here` : error.message };
  }
  if (status === 0) return { ok: true };
  const [line = ''] = stderr.trim().split('\n');
  return { ok: false, command, reason: line === '' ? `it ended with ${status ?? signal}` : line };
}

/** Puts a line on top by which our file is known again, and known to be as we wrote it. */
export function sealed(body: string, comment: (text: string) => string): string {
  return `${comment(`${SEAL} ${hashOf(body)}`)}\n${body}`;
}

export type Found = 'none' | 'as-written' | 'edited' | 'foreign';

/** What is where the service would be described. Throws what the file system says when it cannot be read. */
export function stateOf(path: string): Found {
  const text = contentOf(path);
  if (text === undefined) return 'none';
  const end = text.indexOf('\n');
  const [, hash] = /written by hookmeter service install, (\w+)/.exec(text.slice(0, end)) ?? [];
  if (hash === undefined) return 'foreign';
  return hash === hashOf(text.slice(end + 1)) ? 'as-written' : 'edited';
}

const SEAL = 'written by hookmeter service install,';
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

function contentOf(path: string): string | undefined {
  try {
    return readText(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
