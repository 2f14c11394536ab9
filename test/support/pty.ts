// The program on a terminal, by way of util-linux: what it shows there, as one text.

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
