// Edits of a text, as an editor would make them: everything else in it stays byte for byte.

import type { Edit } from './host.ts';

/** Applies edits that do not overlap, in any order. Throws for edits that do: that is a bug of a host's file. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = [...edits].sort((a, b) => a.offset - b.offset);
  let out = '';
  let at = 0;
  for (const { offset, length, text: inserted } of sorted) {
    if (offset < at) throw new Error(`an edit at ${offset} overlaps the one before it, which ends at ${at}`);
    out += text.slice(at, offset) + inserted;
    at = offset + length;
  }
  return out + text.slice(at);
}

/** `line 3, column 7` for messages; both count from 1, a column in UTF-16 units. */
export function positionAt(text: string, offset: number): string {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return `line ${line}, column ${offset - before.lastIndexOf('\n')}`;
}
