// @ts-check
// No peer but a part of ours: the journal's reader and the ledger alone, without the tail, the checkpoint and the files.

import { openSync, readSync } from 'node:fs';
import { createJournalReader } from '../../dist/journal/reader.js';
import { createLedger } from '../../dist/ledger/ledger.js';

const began = performance.now();
const fd = openSync(process.argv[2] ?? '', 'r');
const slice = Buffer.alloc(256 * 1024);
const ledger = createLedger({ maxEntries: 2000 });
const read = createJournalReader();
/** @type {import('../../dist/journal/reader.js').RecordSink} */
const sink = {
  line: () => ledger.countLine(),
  record: (record) => ledger.apply(record, 'today'),
  reject: (reason) => ledger.reject(reason),
};
let offset = 0;
for (;;) {
  const length = readSync(fd, slice, 0, slice.length, offset);
  const { consumed } = read(slice.subarray(0, length), false, sink);
  if (consumed === 0) break;
  offset += consumed;
}
process.stdout.write(`${JSON.stringify({ ms: performance.now() - began, lines: ledger.lines() })}\n`);
