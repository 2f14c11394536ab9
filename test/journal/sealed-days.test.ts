// Sealing and reading together: nothing twice, nothing lost, whichever of the two was interrupted.

import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { micros } from '../../src/base/units.ts';
import type { DayCursor } from '../../src/journal/cursor.ts';
import { reread } from '../../src/journal/reread.ts';
import { createTail } from '../../src/journal/tail.ts';
import { createLedger, type Ledger } from '../../src/ledger/ledger.ts';
import { AT, DAY, endedHooks, endText, listener } from '../support/shim-lines.ts';
import { appendLines, follow, journalFolder, saved, seal } from '../support/tail.ts';

const ends = (...hooks: readonly string[]): string[] => hooks.map((hook) => endText(hook, { hook }));
const packed = (journal: string): string => join(journal, `${DAY}.ndjson.gz`);

describe('a tail whose cursors are older than a seal', () => {
  /** What happens to the journal between the checkpoint, at which `a` and `b` were read, and the restart. */
  const histories: readonly (readonly [string, (journal: string) => Promise<void>, readonly string[]])[] = [
    ['the seal alone', (journal) => seal(journal, DAY), []],
    [
      'more lines before the seal',
      async (journal) => {
        appendLines(journal, DAY, ...ends('c'));
        await seal(journal, DAY);
      },
      ['c'],
    ],
    [
      'late lines after it',
      async (journal) => {
        await seal(journal, DAY);
        appendLines(journal, DAY, ...ends('c'));
      },
      ['c'],
    ],
    [
      'two seals and more late lines',
      async (journal) => {
        appendLines(journal, DAY, ...ends('c'));
        await seal(journal, DAY);
        appendLines(journal, DAY, ...ends('d', 'e'));
        await seal(journal, DAY);
        appendLines(journal, DAY, ...ends('f'));
      },
      ['c', 'd', 'e', 'f'],
    ],
    [
      'a late part that is longer than what was read',
      async (journal) => {
        await seal(journal, DAY);
        appendLines(journal, DAY, ...ends('c', 'd', 'e', 'f'));
      },
      ['c', 'd', 'e', 'f'],
    ],
    [
      'a torn line before the seal',
      async (journal) => {
        appendFileSync(join(journal, `${DAY}.ndjson`), 'torn');
        await seal(journal, DAY);
        appendLines(journal, DAY, ...ends('c'));
      },
      ['c'],
    ],
  ];

  test.each(histories)('reads what is new and nothing else: %s', async (_what, happens, fresh) => {
    const journal = journalFolder();
    appendLines(journal, DAY, ...ends('a', 'b'));
    const before = follow(journal);
    await before.tail.catchUp();
    await happens(journal);
    const after = follow(journal, saved(before.tail));
    await after.tail.catchUp();
    expect([endedHooks(after.heard), after.tail.lagBytes()]).toEqual([fresh, 0]);
    appendLines(journal, DAY, ...ends('z'));
    await after.tail.catchUp();
    expect(endedHooks(after.heard)).toEqual([...fresh, 'z']);
  });

  test.each(histories)('and so does one whose first part was sealed before: %s', async (_what, happens, fresh) => {
    const journal = journalFolder();
    const before = follow(journal);
    appendLines(journal, DAY, ...ends('0', '1'));
    await before.tail.catchUp();
    await seal(journal, DAY, before.tail);
    appendLines(journal, DAY, ...ends('a', 'b'));
    await before.tail.catchUp();
    await happens(journal);
    const after = follow(journal, saved(before.tail));
    await after.tail.catchUp();
    expect(endedHooks(after.heard)).toEqual(fresh);
  });

  test.each(histories)(
    'and so does one that knew the file before any line was in it: %s',
    async (_what, happens, fresh) => {
      const journal = journalFolder();
      writeFileSync(join(journal, `${DAY}.ndjson`), '');
      const before = follow(journal);
      await before.tail.catchUp();
      appendLines(journal, DAY, ...ends('a', 'b'));
      await happens(journal);
      const after = follow(journal, saved(before.tail));
      await after.tail.catchUp();
      expect(endedHooks(after.heard)).toEqual(['a', 'b', ...fresh]);
    },
  );
});

describe('a ledger over a seal', () => {
  const runs = (ledger: Ledger): number => {
    const { entries } = ledger.snapshot(micros(AT));
    return entries.reduce((sum, { outcomes }) => sum + outcomes.success, 0);
  };
  function into(ledger: Ledger, journal: string, cursors: readonly DayCursor[]): ReturnType<typeof createTail> {
    return createTail({
      journal,
      cursors,
      sink: (day) => ({ line: () => {}, reject: () => {}, record: (record) => ledger.apply(record, day) }),
      onTrouble: () => {},
      pause: async () => {},
    });
  }

  test.each([
    ['with', true],
    ['without', false],
  ])('restored from an older checkpoint %s its ended runs, counts each run once', async (_which, withRuns) => {
    const journal = journalFolder();
    appendLines(journal, DAY, ...ends('a', 'b', 'c'));
    const ledger = createLedger({ maxEntries: 100 });
    const tail = into(ledger, journal, []);
    await tail.catchUp();
    const state = structuredClone(ledger.state());
    const cursors = saved(tail);
    appendLines(journal, DAY, ...ends('d'));
    await seal(journal, DAY);
    appendLines(journal, DAY, ...ends('e', 'a'));
    const restored = createLedger({ maxEntries: 100 }, state);
    if (withRuns) for (const [day, ended] of ledger.unsavedEnds()) for (const run of ended) restored.remember(day, run);
    await into(restored, journal, cursors).catchUp();
    // A repeated end in the late part is known as one only where the ended runs are.
    expect(runs(restored)).toBe(withRuns ? 5 : 6);
  });
});

describe('a damaged packed day', () => {
  test('counts as far as it can be read, is told of once, and is read on when it is whole again', async () => {
    const journal = journalFolder();
    const lines = Array.from({ length: 3000 }, (_, i) => endText(`run-${i}-${Math.imul(i, 0x9e3779b1)}`));
    appendLines(journal, DAY, ...lines);
    appendLines(journal, '2026-11-23', ...ends('next'));
    await seal(journal, DAY);
    const whole = readFileSync(packed(journal));
    writeFileSync(packed(journal), whole.subarray(0, whole.length >> 1));
    const { tail, heard, troubles } = follow(journal);
    await tail.catchUp();
    await tail.catchUp();
    const readable = heard.records.length - 1;
    expect(readable).toBeGreaterThan(500);
    expect(readable).toBeLessThan(3000);
    expect([endedHooks(heard).at(-1), troubles.length, tail.lagBytes()]).toEqual(['next', 1, 0]);
    writeFileSync(packed(journal), whole);
    const next = follow(journal, saved(tail));
    await next.tail.catchUp();
    expect([readable + next.heard.records.length, next.troubles]).toEqual([3000, []]);
  });
});

describe('a packed day', () => {
  test('that is packed again, smaller, by somebody else is not counted again', async () => {
    const journal = journalFolder();
    appendLines(journal, DAY, ...ends('a', 'b'));
    await seal(journal, DAY);
    const { tail } = follow(journal);
    await tail.catchUp();
    writeFileSync(packed(journal), gzipSync(gunzipSync(readFileSync(packed(journal))), { level: 1 }));
    const next = follow(journal, saved(tail));
    await next.tail.catchUp();
    expect(next.heard.lines).toBe(0);
  });

  test('that was dropped with its day is forgotten by the tail', async () => {
    const journal = journalFolder();
    appendLines(journal, DAY, ...ends('a'));
    const { tail } = follow(journal);
    await tail.catchUp();
    tail.dropped(DAY);
    expect(tail.cursors()).toEqual([]);
  });
});

describe('reading again what was read', () => {
  test.each([
    ['nothing sealed', 0],
    ['one part sealed', 1],
    ['two parts sealed', 2],
  ])('gives exactly what the cursors cover: %s', async (_what, seals) => {
    const journal = journalFolder();
    const { tail, heard } = follow(journal);
    appendLines(journal, DAY, ...ends('a', 'b'));
    await tail.catchUp();
    for (let i = 0; i < seals; i++) {
      await seal(journal, DAY, tail);
      appendLines(journal, DAY, ...ends(`late-${i}`));
      await tail.catchUp();
    }
    const cursors = saved(tail);
    appendLines(journal, DAY, ...ends('unread'));
    const again = listener();
    for (const cursor of cursors) await reread(journal, cursor, again.sink);
    expect(again.heard).toEqual(heard);
  });

  test('leaves out what is gone or is another file', async () => {
    const journal = journalFolder();
    appendLines(journal, DAY, ...ends('a'));
    const { tail } = follow(journal);
    await tail.catchUp();
    const [cursor] = saved(tail);
    writeFileSync(join(journal, `${DAY}.ndjson`), `${ends('b').join('')}\n`);
    const { heard, sink } = listener();
    if (cursor !== undefined) await reread(journal, cursor, sink);
    if (cursor !== undefined) await reread(join(journal, 'none'), cursor, sink);
    expect([cursor?.day, heard.lines]).toEqual([DAY, 0]);
  });
});
