// A journal on disk, and a tail that follows it into a ledger or to a listener.

import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DayCursor } from '../../src/journal/cursor.ts';
import { beginSeal, finishSeal, listDays } from '../../src/journal/segments.ts';
import { createTail, type Tail } from '../../src/journal/tail.ts';
import { temporaryFolder } from './folders.ts';
import { type Heard, listener } from './shim-lines.ts';

export interface Follower {
  readonly tail: Tail;
  readonly heard: Heard;
  readonly troubles: string[];
}

export function journalFolder(): string {
  const journal = join(temporaryFolder(), 'journal');
  mkdirSync(journal);
  return journal;
}

export function appendLines(journal: string, day: string, ...lines: readonly string[]): void {
  appendFileSync(join(journal, `${day}.ndjson`), lines.map((line) => `${line}\n`).join(''));
}

/** `pause` is called between slices, as the sidecar gives the event loop back there. */
export function follow(
  journal: string,
  cursors: readonly DayCursor[] = [],
  pause: (tail: Tail) => void = () => {},
): Follower {
  const { heard, sink } = listener();
  const troubles: string[] = [];
  const tail: Tail = createTail({
    journal,
    cursors,
    sink: () => sink,
    onTrouble: (path, error) => troubles.push(`${path.slice(journal.length + 1)}: ${error.message}`),
    pause: async () => pause(tail),
  });
  return { tail, heard, troubles };
}

/** Cursors after a trip through a checkpoint. */
export const saved = (tail: Tail): readonly DayCursor[] => structuredClone(tail.cursors());

/** Seals a day as the sidecar does: rename, read to the end, compress, tell. */
export async function seal(journal: string, day: string, tail?: Tail): Promise<void> {
  beginSeal(journal, day);
  await tail?.catchUp();
  await finishSeal(journal, day);
  const packed = listDays(journal).find((files) => files.day === day)?.packed;
  if (packed !== undefined) tail?.sealed(day, packed);
}

export const remove = (journal: string, name: string): void => rmSync(join(journal, name));
