// A line for a terminal that knows no UTF-8.

import { ASCII_BLOCKS, BLOCKS } from '../bars.ts';
import { columns, lettersOf } from '../columns.ts';

/** As wide as it was: our own signs become others, and what else is not ASCII, in names, question marks. */
export function asciiOf(line: string): string {
  if (!/[^\0-\x7f]/.test(line)) return line;
  return lettersOf(line)
    .map((letter) =>
      letter.length === 1 && letter <= '~' ? letter : (SIGNS.get(letter) ?? '?'.repeat(columns(letter))),
    )
    .join('');
}

const SIGNS: ReadonlyMap<string, string> = new Map([
  ...BLOCKS.map((block, i) => [block, ASCII_BLOCKS[i] ?? ''] as const),
  ['✓', '+'],
  ['✗', 'x'],
  ['■', '#'],
  ['▲', '!'],
  ['●', '*'],
  ['━', '='],
  ['─', '-'],
  ['×', 'x'],
  ['›', '>'],
  ['▏', '|'],
  ['…', '~'],
  ['↑', '^'],
  ['↓', 'v'],
]);
