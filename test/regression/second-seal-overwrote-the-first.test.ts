import { expect, test } from 'vitest';
import { beginSeal } from '../../src/journal/segments.ts';
import { DAY, endedHooks, endText } from '../support/shim-lines.ts';
import { appendLines, follow, journalFolder, seal } from '../support/tail.ts';

test('a seal that could not be finished keeps its lines when the day is sealed again', async () => {
  const journal = journalFolder();
  appendLines(journal, DAY, endText('a', { hook: 'early' }));
  beginSeal(journal, DAY);
  appendLines(journal, DAY, endText('b', { hook: 'late' }));
  await seal(journal, DAY);
  const { tail, heard } = follow(journal);
  await tail.catchUp();
  expect(endedHooks(heard)).toEqual(['early', 'late']);
});
