// Starts the real program in folders of its own, and cleans up behind it. Nothing here sleeps in the hope that something will
// have happened: a condition is polled until it holds, or its deadline says what did not come.

import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { onTestFinished, vi } from 'vitest';
import { type Page, parsePage } from '../exports/prometheus-text.ts';

// Many processes on a busy machine: what a test promises about time it checks itself.
vi.setConfig({ testTimeout: 90_000 });

const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url));

/** The built program: of the checkout, or the one that HOOKMETER_TEST_MAIN names. */
export const MAIN = process.env['HOOKMETER_TEST_MAIN'] ?? join(CHECKOUT, 'dist', 'main.js');
export const PACKAGE = dirname(dirname(MAIN));
export const SHIM = join(PACKAGE, 'src', 'shim', 'hookmeter-run');

export type Env = Readonly<Record<string, string | undefined>>;

/** Only what a program needs to run at all: the rest could change what the program, its hooks or git do. */
export function cleanEnv(more: Env = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => NEEDED.test(name));
  return { ...Object.fromEntries(kept), ...more };
}

const NEEDED = /^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_\w+|TMPDIR|TZ|TERM|LD_LIBRARY_PATH)$/;

/** A new folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hm-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

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

/** Starts a program that dies, at the latest, with the test. */
export function start(program: string, words: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(program, words, options);
  onTestFinished(() => end(child));
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

/** Resolves when it says that it listens; rejects with what it said when it ends instead. */
export async function startSidecar(
  dir: string,
  { flags = ['--port', '0'], env = {} }: { readonly flags?: readonly string[]; readonly env?: Env } = {},
): Promise<Sidecar> {
  const child = start(process.execPath, [MAIN, 'serve', ...flags], {
    env: cleanEnv({ HOOKMETER_DIR: dir, ...env }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal, stdout: stdout(), stderr: stderr() })),
  );
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

/** Thrown inside a condition: waiting longer is of no use. */
export class GivenUp extends Error {}

/** The first result that is neither undefined nor false. An error in the condition counts as "not yet", and is told at the deadline. */
export async function until<T>(
  what: string,
  condition: () => T | undefined | false | Promise<T | undefined | false>,
  withinMs = 30_000,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    let trouble: unknown;
    try {
      const result = await condition();
      if (result !== undefined && result !== false) return result;
    } catch (error) {
      if (error instanceof GivenUp) throw error;
      trouble = error;
    }
    if (performance.now() > deadline) {
      throw new Error(`not within ${withinMs} ms: ${what}`, trouble === undefined ? {} : { cause: trouble });
    }
    await delay(5);
  }
}

export interface HookPerformance {
  readonly total_executions: number;
  readonly successful_executions: number;
  readonly failed_executions: number;
  readonly average_execution_time: number;
  readonly success_rate: number;
  readonly last_execution: string | null;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly open_runs: number;
}

export interface MetricsFile {
  readonly hook_performance: Readonly<Record<string, HookPerformance>>;
  readonly system_health: {
    readonly total_hook_executions: number;
    readonly overall_success_rate: number;
    readonly monitoring_active: boolean;
  };
}

/** metrics.json as it is now. Throws where there is none, or no whole one. */
export const metricsFileOf = (dir: string): MetricsFile => JSON.parse(readFileSync(join(dir, 'metrics.json'), 'utf8'));

/** Outcomes that were seen, by hook. */
export function outcomesIn(file: MetricsFile): Record<string, Record<string, number>> {
  const seen = (counts: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
  return Object.fromEntries(
    Object.entries(file.hook_performance).map(([hook, { outcomes }]) => [hook, seen(outcomes)]),
  );
}

/** Waits until metrics.json counts that many executions in all; fails at once where it counts more. */
export const untilCounted = (dir: string, executions: number, withinMs?: number): Promise<MetricsFile> =>
  until(
    `${executions} executions in metrics.json`,
    () => {
      const file = metricsFileOf(dir);
      const counted = file.system_health.total_hook_executions;
      if (counted > executions) throw new GivenUp(`${counted} executions are counted, ${executions} ran`);
      return counted === executions && file;
    },
    withinMs,
  );

export async function scrape(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Page> {
  const response = await fetch(`${url}/metrics`, { headers });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`/metrics answers ${response.status}: ${text}`);
  return parsePage(text);
}

/** The sum of a family over all series whose labels are these. */
export function sumOf({ samples }: Page, family: string, labels: Readonly<Record<string, string>> = {}): number {
  let sum = 0;
  for (const [series, value] of samples) {
    if (series !== family && !series.startsWith(`${family}{`)) continue;
    if (Object.entries(labels).every(([name, text]) => series.includes(`${name}="${text}"`))) sum += Number(value);
  }
  return sum;
}

export const executionsOn = (page: Page, labels: Readonly<Record<string, string>> = {}): number =>
  sumOf(page, 'hook_executions_total', labels);

/** A tool that a test cannot do without: skipped with a reason where it is missing, a failure under CI. */
export function needs(context: { skip(reason: string): never }, tool: string, isThere: boolean): void {
  if (isThere) return;
  if (process.env['CI'] === 'true') throw new Error(`${tool} is missing, and CI must not skip this test`);
  context.skip(`${tool} is missing`);
}

/** Pseudo-random numbers from 0 to 1 that a seed repeats: mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A free port of this moment. */
export async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
