// Reads again what a cursor says was read: for rebuilding what was remembered of it, without counting anything.

import { type Cursor, type DayCursor, isSameFile } from './cursor.ts';
import { createJournalReader, type RecordSink } from './reader.ts';
import { isSystemError, listDays, openSegment, unpacked } from './segments.ts';

/** Hands every record before the cursor to the sink; what is no longer there, or cannot be read, is left out. */
export async function reread(journal: string, cursor: DayCursor, sink: RecordSink): Promise<void> {
  const files = listDays(journal).find(({ day }) => day === cursor.day);
  const plain = files?.sealing ?? files?.plain;
  try {
    if (files?.packed !== undefined && cursor.packed !== undefined) {
      await rereadPacked(files.packed, cursor.packed.offset, sink);
    }
    if (plain !== undefined && cursor.plain !== undefined) rereadPlain(plain, cursor.plain, sink);
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}

async function rereadPacked(path: string, end: number, sink: RecordSink): Promise<void> {
  const read = createJournalReader();
  let rest = Buffer.alloc(0);
  let left = end;
  let skipping = false;
  for await (const chunk of unpacked(path, () => {})) {
    const bytes = Buffer.concat([rest, chunk.subarray(0, left)]);
    left -= Math.min(left, chunk.length);
    const progress = read(bytes, skipping, sink);
    skipping = progress.skipping;
    rest = bytes.subarray(progress.consumed);
    if (left === 0) return;
  }
}

function rereadPlain(path: string, cursor: Cursor, sink: RecordSink): void {
  const read = createJournalReader();
  const file = openSegment(path);
  if (file === undefined) return;
  try {
    if (!isSameFile(cursor, file)) return;
    const slice = Buffer.alloc(256 * 1024);
    let skipping = false;
    for (let offset = 0; offset < cursor.offset; ) {
      const length = file.read(slice.subarray(0, Math.min(slice.length, cursor.offset - offset)), offset);
      const progress = read(slice.subarray(0, length), skipping, sink);
      if (progress.consumed === 0) return;
      offset += progress.consumed;
      skipping = progress.skipping;
    }
  } finally {
    file.close();
  }
}
