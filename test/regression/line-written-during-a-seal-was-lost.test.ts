import { appendFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { beginSeal, finishSeal } from '../../src/journal/segments.ts';
import { DAY, endedHooks, endText } from '../support/shim-lines.ts';
import { appendLines, follow, journalFolder } from '../support/tail.ts';

test('a line that a slow writer adds behind the last look before the compression is read afterwards', async () => {
  const journal = journalFolder();
  const { tail, heard } = follow(journal);
  appendLines(journal, DAY, endText('a', { hook: 'early' }));
  await tail.catchUp();
  const sealing = beginSeal(journal, DAY);
  await tail.catchUp();
  appendFileSync(sealing, `${endText('b', { hook: 'late' })}\n`);
  await finishSeal(journal, DAY);
  tail.sealed(DAY, sealing.replace('.sealing', '.gz'));
  await tail.catchUp();
  expect([endedHooks(heard), tail.lagBytes()]).toEqual([['early', 'late'], 0]);
});
