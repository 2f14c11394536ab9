// What the keys and the signs mean.

import type { Span } from './spans.ts';

export const HELP_LINES: readonly (readonly Span[])[] = [
  [['KEYS', 'bold']],
  ...[
    ['q, Ctrl-C', 'quit'],
    ['/', 'show only what has that in its name'],
    ['Enter', 'only the marked hook'],
    ['Esc', 'all again'],
    ['↑ ↓, j k', 'mark a hook; g and G: first, last'],
    ['s', 'the next order of the table'],
    ['p', 'pause, go on'],
    ['?', 'this page'],
  ].map(([key = '', does = '']): readonly Span[] => [[`  ${key.padEnd(11)}`, 'cyan'], [does]]),
  [],
  [['SIGNS', 'bold']],
  [['  ✓ ', 'green'], ['did its work  '], ['■ ', 'cyan'], ['said no: that is its work']],
  [['  ✗ ', 'red'], ['failed, killed, not found, timed out,']],
  [['    or lost: gone without an end']],
  [['  ▲ ', 'yellow'], ['80% of its timeout or more  '], ['● ', 'cyan'], ['runs']],
  [],
  [['  P50 and P95 are of the last 100 runs.', 'dim']],
  [['  The bars go from 0 to the longest.', 'dim']],
  [['  A hook is failing from 2 in a row on.', 'dim']],
];
