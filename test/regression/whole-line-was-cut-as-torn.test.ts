import { expect, test } from 'vitest';
import { createJournalReader } from '../../src/journal/reader.ts';
import { endText, fileOf, listener } from '../support/shim-lines.ts';

test.each([
  ['a record of a later kind that holds records', `{"v":1,"kind":"batch","first":${endText('a')}}`, 'bad_kind'],
  ['a list of records', `[${endText('a')},${endText('b')}]`, 'not_object'],
])('%s is one reject with its own reason', (_what, line, reason) => {
  const { heard, sink } = listener();
  createJournalReader()(fileOf(line), false, sink);
  expect(heard).toEqual({ lines: 1, records: [], rejects: [reason] });
});

test('a whole line behind a torn one is refused for what is wrong with it', () => {
  const { heard, sink } = listener();
  createJournalReader()(fileOf(`{"v":1,"kind":"st${endText('a', { v: 2 })}`), false, sink);
  expect(heard.rejects).toEqual(['torn', 'bad_version']);
  const welded = listener();
  createJournalReader()(fileOf(`{"v":1,"kind":"st${endText('a', { code: 256 })}`), false, welded.sink);
  expect(welded.heard.rejects).toEqual(['torn', 'bad_number']);
});
