// Runs commands bare and under the shim and reads what the shim has written.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import { temporaryFolder } from './folders.ts';
import { until } from './until.ts';

const original = fileURLToPath(new URL('../../src/shim/hookmeter-run', import.meta.url));
export const library = fileURLToPath(new URL('../../src/shim/hookmeter.sh', import.meta.url));

/** The shim as `bash` runs it: a copy with another first line. */
export function shimFor(bash: string): string {
  if (bash === '/bin/bash') return original;
  const copy = join(temporaryFolder(), 'hookmeter-run');
  writeFileSync(copy, readFileSync(original, 'utf8').replace(/^.*/, `#!${bash} -p`));
  chmodSync(copy, 0o755);
  return copy;
}

/**
 * A copy that waits with --decisions for what tee(1) has to do, however slow the machine is, where the shim gives up after a moment. The wait
 * is longer than any run may take here: where nothing would come, the test fails.
 */
export const patientShimFor = (bash: string): string => executable(patient(bash), 'hookmeter-run');

/** And one that behaves as if every command line had `--decisions`. */
export const decidingShimFor = (bash: string): string =>
  executable(changed(patient(bash), / __hm_copy=$/m, ' __hm_copy=wanted'), 'hookmeter-run');

const patient = (bash: string): string => {
  const text = changed(
    readFileSync(shimFor(bash), 'utf8'),
    'read -r -t 1 -u "$__hm_gone"',
    'read -r -t 200 -u "$__hm_gone"',
  );
  return changed(changed(text, 'local moment=0.25', 'local moment=200'), '|| moment=1', '|| moment=200');
};

function changed(text: string, what: string | RegExp, into: string): string {
  const result = text.replace(what, () => into);
  if (result === text) throw new Error(`the shim no longer has the ${what} that this changes`);
  return result;
}

/** The bash programs that HOOKMETER_TEST_BASHES adds, `/bin/bash` apart. */
export function otherBashes(): string[] {
  return (process.env['HOOKMETER_TEST_BASHES'] ?? '').split(':').filter((path) => path !== '' && path !== '/bin/bash');
}

/** `major * 100 + minor` of a bash. */
export function bashVersion(bash: string): number {
  const words = ['-c', 'echo $((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1]))'];
  const env = { ...process.env, SHELL: '/bin/sh' }; // a static one of another Debian crashes without, see plainEnv
  const { stdout } = spawnSync(bash, words, { encoding: 'utf8', env });
  if (!/^\d{3}\n$/.test(stdout)) throw new Error(`${bash} does not tell its version: ${JSON.stringify(stdout)}`);
  return Number(stdout);
}

/** Whether a bash starts at all without SHELL. */
export function startsWithoutShell(bash: string): boolean {
  return spawnSync(bash, ['-c', 'exit 0'], { env: {} }).status === 0;
}

export interface Line {
  readonly v: number;
  readonly kind: string;
  readonly run: string;
  readonly hook: string;
  readonly event?: string;
  readonly agent?: string;
  readonly project?: string;
  readonly at: number;
  readonly us?: number;
  readonly real?: string;
  readonly user?: string;
  readonly sys?: string;
  readonly pid?: number;
  readonly host?: string;
  readonly code?: number;
  readonly signal?: number;
  readonly timeout?: number;
  readonly decision?: string;
}

/** All lines of a hookmeter directory, each checked for what every line owes: JSON, a newline, at most 1,000 bytes. */
export function journal(dir: string): { raw: string[]; lines: Line[] } {
  const folder = join(dir, 'journal');
  const raw: string[] = [];
  for (const name of existsSync(folder) ? readdirSync(folder).sort() : []) {
    const bytes = readFileSync(join(folder, name));
    if (bytes.length === 0) continue;
    expect(bytes.at(-1)).toBe(10);
    let from = 0;
    for (let to = bytes.indexOf(10); to !== -1; to = bytes.indexOf(10, from)) {
      expect(to + 1 - from).toBeLessThanOrEqual(1000);
      raw.push(bytes.toString('utf8', from, to));
      from = to + 1;
    }
  }
  return { raw, lines: raw.map((line) => JSON.parse(line) as Line) };
}

export interface Options {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly input?: string | Buffer;
  /** A command line that starts the words that follow it, say to close a descriptor. */
  readonly through?: readonly string[];
  /** `-c` instead of `--`. */
  readonly line?: boolean;
}

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: string | null;
}

/** For all tests of a file: a path at which nothing is. */
export const gone = join(temporaryFolder(), 'gone');

export const plainEnv: Readonly<Record<string, string>> = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: gone,
  SHELL: '/bin/sh', // without it a static bash of another Debian crashes in its look at the user data base
  LANG: 'C.UTF-8',
};

/** Runs words to their end; the streams as latin1, so that every byte shows. */
export function runExactly(words: readonly string[], options: Options = {}): Outcome {
  const [program = '', ...rest] = [...(options.through ?? []), ...words];
  const result = spawnSync(program, rest, {
    env: { ...(options.env ?? plainEnv) },
    cwd: options.cwd ?? '/',
    input: options.input ?? '',
    maxBuffer: 1 << 28,
    timeout: 150_000,
    encoding: 'latin1',
    argv0: program,
  });
  return { stdout: result.stdout ?? '', stderr: result.stderr ?? '', code: result.status, signal: result.signal };
}

/** The words that put `command` under the shim. */
export function wrap(shim: string, command: readonly string[], line = false): string[] {
  return [shim, ...(line ? ['-c'] : ['--hook', 'probe', '--']), ...command];
}

/** Runs a command bare and under the shim, expects no difference, and returns both with the record of the run. */
export function compare(shim: string, command: readonly string[], options: Options = {}): { bare: Outcome; end: Line } {
  const dir = temporaryFolder();
  const env = { ...(options.env ?? plainEnv), HOOKMETER_DIR: dir };
  const bareWords = options.line ? ['/bin/sh', '-c', ...command] : command;
  const bare = runExactly(bareWords, { ...options, env });
  const shimmed = runExactly(wrap(shim, command, options.line), { ...options, env });
  expect(shimmed).toEqual(bare);
  return { bare, end: onlyRun(dir, bare) };
}

/** The end record of the only run in a directory, checked against how the run ended. */
export function onlyRun(dir: string, outcome: { code: number | null; signal: string | null }): Line {
  const { lines } = journal(dir);
  expect(lines.map((line) => line.kind)).toEqual(['start', 'end']);
  const [start, end] = lines;
  if (start === undefined || end === undefined) throw new Error('two lines were just counted');
  expect(end.run).toBe(start.run);
  if (outcome.signal === null) {
    expect(end.code).toBe(outcome.code);
    expect(end.signal).toBeUndefined();
  } else {
    expect(end.signal).toBe((end.code ?? 0) - 128);
  }
  return end;
}

export interface Running {
  readonly child: ChildProcess;
  readonly dir: string;
  /** The pid that the hook has written into `ready`. */
  readonly hookPid: number;
  readonly notes: () => string;
  /** On stdout, so far. */
  readonly said: () => string;
  /** The process has exited; what it has started may still write. */
  readonly exited: Promise<Pick<Outcome, 'code' | 'signal'>>;
  /** And nobody writes any more. */
  readonly ended: Promise<Outcome>;
}

/** Starts a shell script as a hook in a session of its own and waits until it has written its pid into $READY. */
export async function startHook(
  shim: string | undefined,
  script: string,
  prefix: readonly string[] = [],
): Promise<Running> {
  const dir = temporaryFolder();
  const ready = join(dir, 'ready');
  const notes = join(dir, 'notes');
  const command = ['/bin/sh', '-c', script];
  const [program = '', ...rest] = [...prefix, ...(shim === undefined ? command : wrap(shim, command))];
  const child = spawn(program, rest, {
    detached: true,
    cwd: '/',
    env: { ...plainEnv, HOOKMETER_DIR: dir, READY: ready, NOTES: notes },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const exited = new Promise<Pick<Outcome, 'code' | 'signal'>>((resolve) => {
    child.on('exit', (code, signal) => resolve({ code, signal }));
  });
  let stdout = '';
  let stderr = '';
  const ended = new Promise<Outcome>((resolve) => {
    child.stdout?.setEncoding('latin1').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr?.setEncoding('latin1').on('data', (text: string) => {
      stderr += text;
    });
    child.on('close', (code, signal) => resolve({ stdout, stderr, code, signal }));
  });
  const pid = (): string => (existsSync(ready) ? readFileSync(ready, 'utf8') : '');
  onTestFinished(() => killGroup(child.pid));
  await until('the hook is ready', () => pid().endsWith('\n'));
  return {
    child,
    dir,
    hookPid: Number(pid()),
    notes: () => (existsSync(notes) ? readFileSync(notes, 'utf8') : ''),
    said: () => stdout,
    exited,
    ended,
  };
}

/** What a test has left of a session that it has started. */
export function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // all gone
  }
}

/** Writes an executable file and returns its path. */
export function executable(text: string, name = 'hook', mode = 0o755): string {
  const path = join(temporaryFolder(), name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

/** Whether a program is there; under CI its absence is a failure. */
export function hasProgram(name: string): boolean {
  const found = spawnSync('/bin/sh', ['-c', `command -v ${basename(name)}`]).status === 0;
  if (!found && process.env['CI'] === 'true') throw new Error(`${name} is missing; under CI no test may be skipped`);
  return found;
}
