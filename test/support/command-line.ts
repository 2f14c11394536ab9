// The command line in the process of the test: the same code from the words on, without the tenths of a second that a start of Node takes.
// How the program itself starts and ends (streams that break, signals, exit codes that reach a shell) is tested by `hookmeter`.

import fs from 'node:fs';
import { vi } from 'vitest';
import { runCommandLine } from '../../src/commands/command-line.ts';
import { cleanEnv, type Ended, type Env } from './programs.ts';

export interface Surroundings {
  readonly env?: Env;
  readonly cwd?: string;
}

let last: Promise<unknown> = Promise.resolve();

/** `hookmeter WORDS` on a state directory, as `hookmeter` of ./hookmeter.ts does it in a process of its own. One after the other. */
export function commandLine(dir: string, words: readonly string[], options: Surroundings = {}): Promise<Ended> {
  const ended = last.then(() => answer(words, { ...options, env: { HOOKMETER_DIR: dir, ...options.env } }));
  last = ended.catch(() => {});
  return ended;
}

async function answer(words: readonly string[], { env, cwd }: Surroundings): Promise<Ended> {
  const restore = [surround(cleanEnv(env)), enter(cwd), typed(words)];
  const said = listen();
  const before = process.exitCode;
  process.exitCode = undefined;
  try {
    await runCommandLine(words);
    return { code: Number(process.exitCode ?? 0), signal: null, stdout: said.stdout(), stderr: said.stderr() };
  } finally {
    process.exitCode = before;
    said.end();
    for (const put of restore) put();
  }
}

type Restore = () => void;

/** In place, since native code asks for the real one. */
function surround(env: NodeJS.ProcessEnv): Restore {
  const before = { ...process.env };
  replace(env);
  return () => replace(before);
}

function replace(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (env[name] === undefined) delete process.env[name];
  for (const [name, value] of Object.entries(env)) if (value !== undefined) process.env[name] = value;
}

function enter(cwd: string | undefined): Restore {
  const before = process.cwd();
  if (cwd !== undefined) process.chdir(cwd);
  return () => process.chdir(before);
}

function typed(words: readonly string[]): Restore {
  const before = process.argv;
  process.argv = [process.execPath, 'hookmeter', ...words];
  return () => {
    process.argv = before;
  };
}

/** What goes to the streams, and what the log writes to descriptor 2 without them. */
function listen() {
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const into = (heard: string[]) => (chunk: unknown) => {
    heard.push(String(chunk));
    return true;
  };
  const writeSync = fs.writeSync;
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(into(stdout)),
    vi.spyOn(process.stderr, 'write').mockImplementation(into(stderr)),
    vi.spyOn(fs, 'writeSync').mockImplementation((fd, data: string | NodeJS.ArrayBufferView, ...rest) => {
      if (fd !== 2) return Reflect.apply(writeSync, fs, [fd, data, ...rest]);
      stderr.push(String(data));
      return Buffer.byteLength(String(data));
    }),
  ];
  return {
    stdout: () => stdout.join(''),
    stderr: () => stderr.join(''),
    end: () => {
      for (const spy of spies) spy.mockRestore();
    },
  };
}
