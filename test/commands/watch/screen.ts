// What a terminal shows after all that was written to it: as much of a VT100 as the live view uses.

import { columns, lettersOf } from '../../../src/views/columns.ts';

export interface TerminalScreen {
  write(text: string): void;
  /** From the next time on that it is cleared: what is under way is for the old size. */
  resize(rows: number, columns: number): void;
  /** Without blanks at their ends. */
  lines(): readonly string[];
  /** Private modes that are set, such as 1049. */
  modes(): ReadonlySet<number>;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are terminal codes
const PIECES = /\u001b\[(\??)([\d;]*)([A-Za-z])|([^\u001b]+)/g;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are terminal codes
const CODES = /\u001b\[\??[\d;]*[A-Za-z]/g;

const [WRAP, CURSOR, OTHER_SCREEN] = [7, 25, 1049];

/** Throws for a code that it does not know. */
export function terminalScreen(rows: number, width: number): TerminalScreen {
  let size = { rows, width };
  let nextSize = size;
  let cells: string[][] = [];
  let [row, column] = [0, 0];
  let unread = '';
  const modes = new Set<number>([WRAP, CURSOR]);

  function put(letter: string): void {
    if (modes.has(WRAP)) return; // not ours: what a shell or an error says
    const wide = columns(letter);
    if (row >= size.rows) throw new Error(`line ${row + 1} of ${size.rows} is written`);
    if (column + wide > size.width) throw new Error(`column ${column + wide} of ${size.width} is written: ${letter}`);
    const line = cells[row] ?? [];
    cells[row] = line;
    while (line.length < column) line.push(' ');
    line.splice(column, wide, letter, ...Array.from({ length: wide - 1 }, () => ''));
    column += wide;
  }

  function code(all: string, isPrivate: boolean, numbers: readonly number[], letter: string): void {
    const [first, second] = numbers;
    if (!isPrivate && !modes.has(OTHER_SCREEN)) {
      if (letter === 'H') throw new Error('a frame is drawn on the screen of the shell');
      return;
    }
    if (isPrivate && letter === 'h') modes.add(first ?? 0);
    else if (isPrivate && letter === 'l') modes.delete(first ?? 0);
    else if (letter === 'H') [row, column] = [(first || 1) - 1, (second || 1) - 1];
    else if (letter === 'J') [cells, size] = [[], nextSize];
    else if (letter === 'K') cells[row]?.splice(column);
    else if (letter !== 'm') throw new Error(`unknown code ${JSON.stringify(all)}`);
  }

  return {
    write(text) {
      // What is not followed by a code may be half a letter.
      const all = unread + text;
      const end = Math.max(0, ...Array.from(all.matchAll(CODES), ({ index, 0: code }) => index + code.length));
      unread = all.slice(end);
      for (const [piece, mark, numbers, letter, plain] of all.slice(0, end).matchAll(PIECES)) {
        if (plain !== undefined) for (const each of lettersOf(plain)) put(each);
        else code(piece, mark === '?', (numbers ?? '').split(';').map(Number), letter ?? '');
      }
    },
    resize(newRows, newWidth) {
      nextSize = { rows: newRows, width: newWidth };
    },
    lines: () => Array.from({ length: size.rows }, (_, i) => (cells[i] ?? []).join('').trimEnd()),
    modes: () => modes,
  };
}
