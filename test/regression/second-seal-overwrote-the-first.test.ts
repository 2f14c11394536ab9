import { expect, test } from 'vitest';
import { beginSeal } from '../../src/journal/segments.ts';
import { append, follow, journalFolder, seal } from '../journal/journal-folder.ts';
import { DAY, endedHooks, endLine } from '../journal/shim-lines.ts';

test('a seal that could not be finished keeps its lines when the day is sealed again', async () => {
  const journal = journalFolder();
  append(journal, DAY, endLine('a', { hook: 'early' }));
  beginSeal(journal, DAY);
  append(journal, DAY, endLine('b', { hook: 'late' }));
  await seal(journal, DAY);
  const { tail, heard } = follow(journal);
  await tail.catchUp();
  expect(endedHooks(heard)).toEqual(['early', 'late']);
});
