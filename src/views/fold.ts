// Long lines on a narrow terminal.

import { columns } from './columns.ts';

/** At blanks, further lines indented; a word that is longer than a line stays whole. */
export function folded(line: string, width: number): readonly string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.trimStart().split(' ')) {
    const indent = lines.length === 0 ? line.length - line.trimStart().length : INDENT;
    if (current !== '' && indent + columns(current) + 1 + columns(word) > width) {
      lines.push(' '.repeat(indent) + current);
      current = word;
    } else current = current === '' ? word : `${current} ${word}`;
  }
  const indent = lines.length === 0 ? line.length - line.trimStart().length : INDENT;
  return [...lines, ' '.repeat(indent) + current];
}

const INDENT = 4;
