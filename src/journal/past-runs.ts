// Which runs of the past a day of the journal holds.

import { plainFile } from './day-file.ts';
import { createJournalReader, type RecordSink } from './reader.ts';
import type { RunHash } from './run-hash.ts';
import { isMissing, openSegment, unpacked } from './segments.ts';

/**
 * Tells each of them, some perhaps more than once. A day is sealed from its plain file by way of a renamed one into a packed one; they
 * are read in that order, so that what moves on meanwhile is met again and never missed. Throws what the file system says.
 */
export async function eachPastRun(journal: string, day: string, tell: (run: RunHash) => void): Promise<void> {
  const sink: RecordSink = {
    line: () => {},
    reject: () => {},
    record: (record) => {
      if (record.kind === 'past') tell(record.run);
    },
  };
  const plain = plainFile(journal, day);
  readPlain(plain, sink);
  readPlain(`${plain}.sealing`, sink);
  await readPacked(`${plain}.gz`, sink);
}

function readPlain(path: string, sink: RecordSink): void {
  const file = openSegment(path);
  if (file === undefined) return;
  const read = createJournalReader();
  const slice = Buffer.alloc(256 * 1024);
  let skipping = false;
  try {
    for (let offset = 0; ; ) {
      const length = file.read(slice, offset);
      const progress = read(slice.subarray(0, length), skipping, sink);
      offset += progress.consumed;
      skipping = progress.skipping;
      if (length < slice.length) return;
    }
  } finally {
    file.close();
  }
}

async function readPacked(path: string, sink: RecordSink): Promise<void> {
  const read = createJournalReader();
  let rest = Buffer.alloc(0);
  let skipping = false;
  try {
    for await (const chunk of unpacked(path, () => {})) {
      const bytes = Buffer.concat([rest, chunk]);
      const progress = read(bytes, skipping, sink);
      skipping = progress.skipping;
      rest = bytes.subarray(progress.consumed);
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
