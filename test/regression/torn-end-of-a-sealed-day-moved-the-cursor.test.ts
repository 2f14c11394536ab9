import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DAY, endedHooks, endText } from '../support/shim-lines.ts';
import { appendLines, follow, journalFolder, saved, seal } from '../support/tail.ts';

describe('a day whose last line was torn when it was sealed', () => {
  const torn = endText('b', { hook: 'torn' }).slice(0, 60);

  test('is read on from the right place when lines come late', async () => {
    const journal = journalFolder();
    const { tail, heard } = follow(journal);
    appendLines(journal, DAY, endText('a', { hook: 'first' }));
    appendFileSync(join(journal, `${DAY}.ndjson`), torn);
    await tail.catchUp();
    await seal(journal, DAY, tail);
    for (const hook of ['second', 'third']) {
      appendLines(journal, DAY, endText(hook, { hook }));
      await tail.catchUp();
      await seal(journal, DAY, tail);
      await tail.catchUp();
    }
    // A sidecar that knows only the cursors from here on finds nothing new, and one that knows nothing finds all of it.
    const resumed = follow(journal, saved(tail));
    const fresh = follow(journal);
    await Promise.all([resumed.tail.catchUp(), fresh.tail.catchUp()]);
    expect(endedHooks(heard)).toEqual(['first', 'second', 'third']);
    expect(heard.rejects).toEqual(['torn']);
    expect(resumed.heard).toEqual({ lines: 0, records: [], rejects: [] });
    expect(fresh.heard).toEqual(heard);
  });

  test('is read on from the right place when the sidecar was not there for the seals', async () => {
    const journal = journalFolder();
    const { tail } = follow(journal);
    appendLines(journal, DAY, endText('a', { hook: 'first' }));
    appendFileSync(join(journal, `${DAY}.ndjson`), torn);
    await tail.catchUp();
    for (const hook of ['second', 'third']) {
      await seal(journal, DAY);
      appendLines(journal, DAY, endText(hook, { hook }));
    }
    const resumed = follow(journal, saved(tail));
    await resumed.tail.catchUp();
    expect(endedHooks(resumed.heard)).toEqual(['second', 'third']);
    expect(resumed.heard.rejects).toEqual(['torn']);
  });
});
