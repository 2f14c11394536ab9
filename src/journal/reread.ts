// Reads again what a cursor says was read: for rebuilding what was remembered of it, without counting anything.

import { type DayCursor, isSameFile } from './cursor.ts';
import { createJournalReader, type RecordSink } from './reader.ts';
import { listDays, openSegment, unpacked } from './segments.ts';

/** Hands every record before the cursor to the sink; what is no longer there is left out. */
export async function reread(journal: string, cursor: DayCursor, sink: RecordSink): Promise<void> {
  const files = listDays(journal).find(({ day }) => day === cursor.day);
  const read = createJournalReader();
  if (files?.packed !== undefined && cursor.packed !== undefined) {
    let rest = Buffer.alloc(0);
    let left = cursor.packed.offset;
    for await (const chunk of unpacked(files.packed, () => {})) {
      const bytes = Buffer.concat([rest, chunk.subarray(0, left)]);
      left -= Math.min(left, chunk.length);
      rest = bytes.subarray(read(bytes, false, sink).consumed);
      if (left === 0) break;
    }
  }
  const plain = files?.sealing ?? files?.plain;
  if (plain !== undefined && cursor.plain !== undefined)
    rereadPlain(plain, cursor.plain, (bytes) => read(bytes, false, sink).consumed);
}

function rereadPlain(path: string, cursor: NonNullable<DayCursor['plain']>, read: (bytes: Buffer) => number): void {
  const file = openSegment(path);
  if (file === undefined) return;
  try {
    if (!isSameFile(cursor, file)) return;
    const slice = Buffer.alloc(256 * 1024);
    for (let offset = 0; offset < cursor.offset; ) {
      const length = file.read(slice.subarray(0, Math.min(slice.length, cursor.offset - offset)), offset);
      const consumed = read(slice.subarray(0, length));
      if (consumed === 0) return;
      offset += consumed;
    }
  } finally {
    file.close();
  }
}
