import { expect, test } from 'vitest';
import type { DayCursor } from '../../src/journal/cursor.ts';
import { DAY, endText } from '../support/shim-lines.ts';
import { appendLines, follow, journalFolder, saved, seal } from '../support/tail.ts';

test('a checkpoint that is taken while a packed day is read knows how far that was', async () => {
  const journal = journalFolder();
  const runs = Array.from({ length: 2000 }, (_, i) => endText(`run-${i}`));
  appendLines(journal, DAY, ...runs);
  await seal(journal, DAY);
  let half: { readonly cursors: readonly DayCursor[]; readonly read: number } | undefined;
  const first = follow(journal, [], (tail) => {
    if (first.heard.records.length > 500) half ??= { cursors: saved(tail), read: first.heard.records.length };
  });
  await first.tail.catchUp();
  const second = follow(journal, half?.cursors);
  await second.tail.catchUp();
  expect(half?.read).toBeLessThan(runs.length);
  expect(second.heard.records.length).toBe(runs.length - (half?.read ?? 0));
});
