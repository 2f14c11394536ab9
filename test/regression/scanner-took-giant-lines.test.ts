import { expect, test } from 'vitest';
import { createJournalReader } from '../../src/journal/reader.ts';
import { endText, fileOf, listener } from '../support/shim-lines.ts';

test('a line over the limit is refused, however plain its layout is', () => {
  const { heard, sink } = listener();
  const read = createJournalReader();
  read(fileOf(endText('a'), endText('x'.repeat(5000)), endText('b')), false, sink);
  expect([heard.lines, heard.records.length, heard.rejects]).toEqual([3, 2, ['too_long']]);
});
