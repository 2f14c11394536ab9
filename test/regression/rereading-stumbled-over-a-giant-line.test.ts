import { expect, test } from 'vitest';
import { reread } from '../../src/journal/reread.ts';
import { DAY, endText, listener } from '../support/shim-lines.ts';
import { appendLines, follow, journalFolder, saved, seal } from '../support/tail.ts';

test.each([['plain'], ['packed']])(
  'a %s day is read again as it was read first, giant lines included',
  async (form) => {
    const journal = journalFolder();
    appendLines(journal, DAY, endText('a'), `${'x'.repeat(700_000)}${endText('b')}`, endText('c'));
    if (form === 'packed') await seal(journal, DAY);
    const { tail, heard } = follow(journal);
    await tail.catchUp();
    const again = listener();
    for (const cursor of saved(tail)) await reread(journal, cursor, again.sink);
    expect(heard.records.length).toBe(2);
    expect(again.heard).toEqual(heard);
  },
);
