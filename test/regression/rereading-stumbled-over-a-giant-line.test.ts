import { expect, test } from 'vitest';
import { reread } from '../../src/journal/reread.ts';
import { append, follow, journalFolder, saved, seal } from '../journal/journal-folder.ts';
import { DAY, endLine, listener } from '../journal/shim-lines.ts';

test.each([['plain'], ['packed']])(
  'a %s day is read again as it was read first, giant lines included',
  async (form) => {
    const journal = journalFolder();
    append(journal, DAY, endLine('a'), `${'x'.repeat(700_000)}${endLine('b')}`, endLine('c'));
    if (form === 'packed') await seal(journal, DAY);
    const { tail, heard } = follow(journal);
    await tail.catchUp();
    const again = listener();
    for (const cursor of saved(tail)) await reread(journal, cursor, again.sink);
    expect(heard.records.length).toBe(2);
    expect(again.heard).toEqual(heard);
  },
);
