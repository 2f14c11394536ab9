// The built program and its shim, on a state directory.

import type { ChildProcess } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cleanEnv, collect, type Ended, type Env, type RunOptions, run, start } from './programs.ts';
import { GivenUp, until } from './until.ts';

const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url));

/** The built program: of the checkout, or the one that HOOKMETER_TEST_MAIN names. */
export const MAIN = process.env['HOOKMETER_TEST_MAIN'] ?? join(CHECKOUT, 'dist', 'main.js');
export const PACKAGE = dirname(dirname(MAIN));
export const SHIM = join(PACKAGE, 'src', 'shim', 'hookmeter-run');

/** `hookmeter WORDS` on a state directory. */
export const hookmeter = (dir: string, words: readonly string[], options: RunOptions = {}): Promise<Ended> =>
  run(process.execPath, [MAIN, ...words], { ...options, env: { HOOKMETER_DIR: dir, ...options.env } });

/** One run of a hook through the shim: `runHook(dir, 'format', 'exit 3')`. */
export const runHook = (dir: string, hook: string, line = ':', options: RunOptions = {}): Promise<Ended> =>
  run(SHIM, ['--hook', hook, '-c', line], { ...options, env: { HOOKMETER_DIR: dir, ...options.env } });

export interface Sidecar {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  stderr(): string;
  /** Sends the signal and waits until it has ended. */
  stop(signal?: NodeJS.Signals): Promise<Ended>;
  readonly ended: Promise<Ended>;
}

export interface SidecarOptions {
  readonly flags?: readonly string[];
  readonly env?: Env;
}

/** A sidecar that is on its way. */
export interface Launched {
  readonly child: ChildProcess;
  stdout(): string;
  stderr(): string;
  readonly ended: Promise<Ended>;
}

/** Starts a sidecar, and waits for nothing. */
export function launchSidecar(dir: string, { flags = ['--port', '0'], env = {} }: SidecarOptions = {}): Launched {
  const child = start(process.execPath, [MAIN, 'serve', ...flags], {
    env: cleanEnv({ HOOKMETER_DIR: dir, ...env }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal, stdout: stdout(), stderr: stderr() })),
  );
  return { child, stdout, stderr, ended };
}

/** Resolves when it says that it listens; rejects with what it said when it ends instead. */
export async function startSidecar(dir: string, options: SidecarOptions = {}): Promise<Sidecar> {
  const { child, stdout, stderr, ended } = launchSidecar(dir, options);
  let over: Ended | undefined;
  void ended.then((how) => {
    over = how;
  });
  const url = await until('the sidecar listens', () => {
    if (over !== undefined) throw new GivenUp(`the sidecar ended with ${over.code ?? over.signal}: ${over.stderr}`);
    return /^listening on (http:\/\/\S+)\n/m.exec(stdout())?.[1];
  });
  return {
    url,
    port: Number(new URL(url).port),
    pid: child.pid ?? 0,
    stderr,
    ended,
    stop(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
}
