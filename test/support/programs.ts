// Starts programs with nothing around them that could change what they do, and ends them with their test.

import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { whenOver } from './over.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** Only what a program needs to run at all: the rest could change what the program, its hooks or git do. */
export function cleanEnv(more: Env = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => NEEDED.test(name));
  return { ...Object.fromEntries(kept), ...more };
}

const NEEDED = /^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_\w+|TMPDIR|TZ|TERM|LD_LIBRARY_PATH)$/;

/** Whether a program is there and says its version. */
export const isInstalled = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Env;
  readonly cwd?: string;
  readonly input?: string;
}

/** Runs a program to its end. */
export function run(program: string, words: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const child = start(program, words, {
    cwd: options.cwd,
    env: cleanEnv(options.env),
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  child.stdin?.on('error', () => {}).end(options.input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout: stdout(), stderr: stderr() }));
  });
}

/** Starts a program that dies, at the latest, with the test; outside of a test, with the file's last one. */
export function start(program: string, words: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(program, words, options);
  whenOver(() => end(child));
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

/** Everything that a stream has said so far. */
export function collect(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: Buffer[] = [];
  stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}
