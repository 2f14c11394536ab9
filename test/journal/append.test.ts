import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { micros } from '../../src/base/units.ts';
import { appendLine } from '../../src/journal/append.ts';
import { parseLine } from '../../src/journal/lines.ts';
import { AT, DAY } from '../support/shim-lines.ts';
import { journalFolder } from '../support/tail.ts';

test('a line goes to the file of its day, which is made for its owner only', () => {
  const journal = journalFolder();
  const at = micros(AT);
  appendLine(journal, at, { kind: 'forget', hook: 'a"b\nc', at, nothing: undefined });
  appendLine(journal, at, { kind: 'forget', hook: 'b', at });
  const path = join(journal, `${DAY}.ndjson`);
  const lines = readFileSync(path, 'utf8').split('\n');
  expect(lines).toEqual([
    `{"v":1,"kind":"forget","hook":"a\\"b\\nc","at":${AT}}`,
    `{"v":1,"kind":"forget","hook":"b","at":${AT}}`,
    '',
  ]);
  expect(parseLine(lines[0] ?? '')).toEqual({ ok: true, record: { kind: 'forget', hook: 'a"b\nc', at } });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});
