import { appendFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { beginSeal, finishSeal } from '../../src/journal/segments.ts';
import { append, follow, journalFolder } from '../journal/journal-folder.ts';
import { DAY, endedHooks, endLine } from '../journal/shim-lines.ts';

test('a line that a slow writer adds behind the last look before the compression is read afterwards', async () => {
  const journal = journalFolder();
  const { tail, heard } = follow(journal);
  append(journal, DAY, endLine('a', { hook: 'early' }));
  await tail.catchUp();
  const sealing = beginSeal(journal, DAY);
  await tail.catchUp();
  appendFileSync(sealing, `${endLine('b', { hook: 'late' })}\n`);
  await finishSeal(journal, DAY);
  tail.sealed(DAY, sealing.replace('.sealing', '.gz'));
  await tail.catchUp();
  expect([endedHooks(heard), tail.lagBytes()]).toEqual([['early', 'late'], 0]);
});
