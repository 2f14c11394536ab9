// How far the reading of a journal has come, on a terminal.

import { statSync } from 'node:fs';
import { type DayFiles, listDays } from '../../journal/segments.ts';
import { createProgress, type Terminal } from '../progress.ts';

export interface Reading {
  /** Between slices. */
  pause(): Promise<void>;
  end(): void;
}

/** What one slice of a plain file holds, see journal/tail.ts; of a packed one less is read at a time, so that the line is late, never early. */
const SLICE_BYTES = 256 * 1024;

/** Gives the event loop back only where somebody looks: a turn costs more than it is worth otherwise. */
export function createReading(journal: string, terminal: Terminal, turn: () => Promise<unknown>): Reading {
  if (terminal.isTTY !== true) return { pause: async () => {}, end: () => {} };
  const days = listDays(journal).map(sizeOf);
  const total = { bytes: days.reduce((sum, bytes) => sum + bytes, 0), files: days.length };
  const progress = createProgress(terminal, 'reading the journal:', total);
  let slices = 0;
  return {
    async pause() {
      const bytes = Math.min(total.bytes, ++slices * SLICE_BYTES);
      progress.at(bytes, filesWithin(days, bytes));
      if (slices % 16 === 0) await turn();
    },
    end: progress.end,
  };
}

/** All its files, as they are on disk. */
export const journalBytes = (journal: string): number =>
  listDays(journal)
    .map(sizeOf)
    .reduce((sum, bytes) => sum + bytes, 0);

function filesWithin(days: readonly number[], bytes: number): number {
  let left = bytes;
  const first = days.findIndex((size) => {
    left -= size;
    return left < 0;
  });
  return first === -1 ? days.length : first;
}

function sizeOf({ packed, sealing, plain }: DayFiles): number {
  return [packed, sealing, plain].reduce(
    (sum, path) => sum + (path === undefined ? 0 : (statSync(path, { throwIfNoEntry: false })?.size ?? 0)),
    0,
  );
}
