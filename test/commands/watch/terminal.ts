// `hookmeter watch` on a terminal of its own.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { MAIN } from '../../support/hookmeter.ts';
import { needs } from '../../support/needs.ts';
import { cleanEnv, collect, type Env, start } from '../../support/programs.ts';
import { GivenUp, until } from '../../support/until.ts';
import { type TerminalScreen, terminalScreen } from './screen.ts';

export interface WatchTerminal extends Pick<TerminalScreen, 'lines' | 'modes'> {
  press(keys: string): void;
  resize(rows: number, columns: number): void;
  signal(number: number): void;
  hangUp(): void;
  /** Everything that was written, with its codes. */
  written(): string;
  /** Waits until a line of the screen matches, and gives it. */
  shows(pattern: RegExp, withinMs?: number): Promise<string>;
  /** How it ended; `restored` tells whether the terminal is set as it was, and is null where it has gone. */
  readonly ended: Promise<WatchEnd>;
}

export interface WatchEnd {
  readonly code: number;
  readonly restored: boolean | null;
}

export interface TerminalOptions {
  readonly words?: readonly string[];
  readonly rows?: number;
  readonly columns?: number;
  readonly env?: Env;
  /** What runs on the terminal, where that is not the command itself. */
  readonly program?: readonly string[];
}

export function watchTerminal(dir: string, options: TerminalOptions = {}): WatchTerminal {
  const {
    words = [],
    rows = 24,
    columns = 80,
    env = {},
    program = [process.execPath, MAIN, 'watch', ...words],
  } = options;
  const maker = fileURLToPath(new URL('./own_terminal.py', import.meta.url));
  const child = start('python3', [maker, `${rows}`, `${columns}`, ...program], {
    env: cleanEnv({ HOOKMETER_DIR: dir, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8', TZ: zoneOfNoon(), ...env }),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const screen = terminalScreen(rows, columns);
  const decoder = new TextDecoder();
  let written = '';
  child.stdout?.on('data', (bytes: Buffer) => {
    const text = decoder.decode(bytes, { stream: true });
    written += text;
    screen.write(text);
  });
  const stderr = collect(child.stderr);
  const ended = new Promise<WatchEnd>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      const [line] = stderr().split('\n').slice(-2);
      if (line?.startsWith('{"code"')) resolve(JSON.parse(line));
      else reject(new Error(`the terminal ended with ${stderr()}`));
    });
  });
  let isOver = false;
  ended
    .catch(() => {})
    .finally(() => {
      isOver = true;
    });
  const wish = (what: object): void => void child.stdin?.write(`${JSON.stringify(what)}\n`);
  return {
    lines: screen.lines,
    modes: screen.modes,
    written: () => written,
    press: (keys) => wish({ keys }),
    resize(newRows, newColumns) {
      screen.resize(newRows, newColumns);
      wish({ size: [newRows, newColumns] });
    },
    signal: (number) => wish({ signal: number }),
    hangUp: () => wish({ hang_up: true }),
    async shows(pattern, withinMs) {
      try {
        return await until(
          `${pattern}`,
          () => {
            if (isOver) throw new GivenUp('the program has ended');
            return screen.lines().find((line) => pattern.test(line));
          },
          withinMs,
        );
      } catch (error) {
        throw new Error(`${pattern} is not shown:\n${screen.lines().join('\n')}\n${stderr()}`, { cause: error });
      }
    },
    ended,
  };
}

/** Where it is about noon: what a test calls today is not over before the test is. */
function zoneOfNoon(): string {
  const behind = new Date().getUTCHours() - 12;
  return `Etc/GMT${behind < 0 ? '' : '+'}${behind}`; // as POSIX has it: + is west
}

const python = spawnSync('python3', ['-c', 'import pty, termios']);

/** Skips the test where there is no python3 to make a terminal. */
export function needsTerminal(context: { skip(reason: string): never }): void {
  needs(context, 'python3', python.status === 0);
}
