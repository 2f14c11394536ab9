// The journal's writer for Node: the same rules as the shim's. One line, one write, on a descriptor opened for appending.

import { closeSync, openSync, writeSync } from 'node:fs';
import { type Micros, utcDay } from '../base/units.ts';
import { plainFile } from './day-file.ts';
import { MAX_LINE_BYTES } from './lines.ts';

/** Fields of one line in the order in which they are written; undefined ones are left out. */
export type LineFields = Readonly<Record<string, string | number | undefined>>;

/** Appends one line to the file of the day of `at`; the folder must be there. Throws what the file system says, and for a line that no reader would take. */
export function appendLine(journal: string, at: Micros, fields: LineFields): void {
  const line = Buffer.from(`${JSON.stringify({ v: 1, ...fields })}\n`);
  if (line.length > MAX_LINE_BYTES + 1) {
    throw new Error(
      `a journal line of ${line.length - 1} bytes cannot be written: readers take at most ${MAX_LINE_BYTES}`,
    );
  }
  const fd = openSync(plainFile(journal, utcDay(at)), 'a', 0o600);
  try {
    const written = writeSync(fd, line);
    if (written !== line.length)
      throw new Error(`only ${written} of ${line.length} bytes of a journal line could be written`);
  } finally {
    closeSync(fd);
  }
}
