import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { micros } from '../../src/base/units.ts';
import { appendLine } from '../../src/journal/append.ts';
import { AT, DAY } from '../support/shim-lines.ts';
import { follow, journalFolder } from '../support/tail.ts';

test('a line over the limit is refused when it is written, not silently when it is read', async () => {
  const journal = journalFolder();
  const at = micros(AT);
  const bare = JSON.stringify({ v: 1, kind: 'forget', hook: '', at }).length;
  expect(() => appendLine(journal, at, { kind: 'forget', hook: 'x'.repeat(4097 - bare), at })).toThrow('4097 bytes');
  expect(existsSync(join(journal, `${DAY}.ndjson`))).toBe(false);
  appendLine(journal, at, { kind: 'forget', hook: 'x'.repeat(4096 - bare), at });
  const { tail, heard } = follow(journal);
  await tail.catchUp();
  expect([heard.records.length, heard.rejects]).toEqual([1, []]);
});
