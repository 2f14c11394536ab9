// Journal lines as the shim would have written them, for days that are over and for runs that nobody could wait for.

import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface LineOfRun {
  readonly run: string;
  readonly hook?: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly ms?: number;
  readonly code?: number;
  readonly signal?: number;
  readonly pid?: number;
  readonly host?: string;
  readonly timeout?: number;
}

const names = (hook: string) => ({ hook, event: 'pre-commit', agent: 'git', project: 'web' });

export const startLine = ({ run, hook = 'format', at, pid = 1, host = 'elsewhere', timeout }: LineOfRun): string =>
  `${JSON.stringify({ v: 1, kind: 'start', run, ...names(hook), at: at * 1000, pid, host, timeout })}\n`;

export const endLine = ({ run, hook = 'format', at, ms = 5, code = 0, signal, timeout }: LineOfRun): string =>
  `${JSON.stringify({ v: 1, kind: 'end', run, ...names(hook), at: at * 1000, us: ms * 1000, user: '0.001', sys: '0.001', code, signal, timeout })}\n`;

/** `count` ended runs of one hook, a millisecond apart, with ids that begin with `prefix`. */
export const ends = (count: number, prefix: string, at: number, hook = 'format'): string =>
  Array.from({ length: count }, (_, i) => endLine({ run: `${prefix}-${i}`, hook, at: at + i })).join('');

/** The UTC day, as the journal's files are named. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

export const DAY_MS = 86_400_000;
/** Taken once: a test that begins before midnight means the same days after it. */
const STARTED = Date.now();
/** Noon of a day that many days ago. */
export const noonAgo = (days: number): number => Math.floor(STARTED / DAY_MS - days) * DAY_MS + DAY_MS / 2;

/** How a day's file is called once the sidecar has seen to it: packed where a whole further day has passed. */
export const tidyName = (at: number): string =>
  `${dayOf(at)}.ndjson${Date.now() >= dayStart(at) + 2 * DAY_MS ? '.gz' : ''}`;
const dayStart = (at: number): number => Math.floor(at / DAY_MS) * DAY_MS;

export const plainPath = (dir: string, day: string): string => join(dir, 'journal', `${day}.ndjson`);
export const packedPath = (dir: string, day: string): string => join(dir, 'journal', `${day}.ndjson.gz`);

export function append(dir: string, day: string, lines: string): void {
  mkdirSync(join(dir, 'journal'), { recursive: true, mode: 0o700 });
  appendFileSync(plainPath(dir, day), lines, { mode: 0o600 });
}

export function pack(dir: string, day: string, lines: string): void {
  mkdirSync(join(dir, 'journal'), { recursive: true, mode: 0o700 });
  writeFileSync(packedPath(dir, day), gzipSync(lines), { mode: 0o600 });
}
