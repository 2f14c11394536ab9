// The program on a terminal, by way of util-linux: what it shows there, as one text.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './folders.ts';
import { MAIN } from './hookmeter.ts';
import { type Ended, type RunOptions, run } from './programs.ts';

export interface TerminalRun extends RunOptions {
  readonly columns?: number;
  /** What the shell adds, such as `2>/dev/null`. */
  readonly tail?: string;
}

/** `hookmeter WORDS` on a terminal that takes stdout and stderr; both are in `stdout`. */
export function onTerminal(
  dir: string,
  words: readonly string[],
  { columns = 80, tail = '', env, ...options }: TerminalRun = {},
): Promise<Ended> {
  const call = [process.execPath, MAIN, ...words].map((word) => `'${word}'`).join(' ');
  return run(
    'script',
    ['--quiet', '--return', '--command', `stty cols ${columns}; exec ${call} ${tail}`, '/dev/null'],
    {
      ...options,
      env: { HOOKMETER_DIR: dir, TERM: 'xterm', ...env },
    },
  );
}

/** An environment in which Node's clock goes on by 600 ms with every look: all work takes long there, on any machine. */
export function slowClock(): { readonly NODE_OPTIONS: string } {
  const clock = join(temporaryFolder(), 'clock.cjs');
  writeFileSync(
    clock,
    "let now = 0;\nObject.defineProperty(performance, 'now', { value: () => (now += 600), configurable: true });\n",
  );
  return { NODE_OPTIONS: `--require "${clock}"` };
}
