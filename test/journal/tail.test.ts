import { appendFileSync, copyFileSync, mkdirSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { createTail, singleFlight } from '../../src/journal/tail.ts';
import { DAY, endedHooks, endText, fileOf, listener } from '../support/shim-lines.ts';
import { appendLines, follow, journalFolder, remove, saved, seal } from '../support/tail.ts';

const plain = (journal: string, day = DAY): string => join(journal, `${day}.ndjson`);

/** Ends of hooks with these names, one line each, all of one length. */
const ends = (...hooks: readonly string[]): string[] => hooks.map((hook) => endText(hook, { hook }));

describe('the tail', () => {
  test('reads the days in their order, compressed part first, and then only what is new', async () => {
    const journal = journalFolder();
    appendLines(journal, '2026-11-22', ...ends('d'));
    appendLines(journal, '2026-11-20', ...ends('a'));
    appendLines(journal, '2026-11-21', ...ends('b'));
    await seal(journal, '2026-11-21');
    appendLines(journal, '2026-11-21', ...ends('c'));
    const { tail, heard } = follow(journal);
    expect(tail.lagBytes()).toBeGreaterThan(0);
    await tail.catchUp();
    expect([endedHooks(heard), tail.lagBytes()]).toEqual([['a', 'b', 'c', 'd'], 0]);
    await tail.catchUp();
    appendLines(journal, '2026-11-22', ...ends('e'));
    await tail.catchUp();
    expect(endedHooks(heard)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('hands each line to the sink of its own day', async () => {
    const journal = journalFolder();
    appendLines(journal, '2026-11-20', ...ends('a'));
    appendLines(journal, '2026-11-21', ...ends('b'));
    const days: string[] = [];
    const { sink } = listener();
    const tail = createTail({
      journal,
      cursors: [],
      sink: (day) => ({ ...sink, record: () => days.push(day) }),
      onTrouble: () => {},
      pause: async () => {},
    });
    await tail.catchUp();
    expect(days).toEqual(['2026-11-20', '2026-11-21']);
  });

  test('reads nothing where there is no journal yet, and all of it once there is', async () => {
    const journal = join(journalFolder(), 'later');
    const { tail, heard } = follow(journal);
    await tail.catchUp();
    expect([heard.lines, tail.lagBytes(), tail.cursors()]).toEqual([0, 0, []]);
    mkdirSync(journal);
    appendLines(journal, DAY, ...ends('a'));
    await tail.catchUp();
    expect(endedHooks(heard)).toEqual(['a']);
  });

  test('leaves an unfinished last line until its newline comes', async () => {
    const journal = journalFolder();
    const [line = ''] = ends('a');
    const { tail, heard } = follow(journal);
    for (const end of [20, 50, line.length]) {
      writeFileSync(plain(journal), line.slice(0, end));
      await tail.catchUp();
      expect([heard.lines, tail.lagBytes()]).toEqual([0, end]);
    }
    appendFileSync(plain(journal), '\n');
    await tail.catchUp();
    expect([endedHooks(heard), tail.lagBytes()]).toEqual([['a'], 0]);
  });

  test('reads what is added while it reads', async () => {
    const journal = journalFolder();
    appendLines(journal, DAY, ...Array.from({ length: 3000 }, (_, i) => endText(`run-${i}`)));
    let added = 0;
    const { tail, heard } = follow(journal, [], () => {
      if (added < 5) appendLines(journal, DAY, endText(`added-${added++}`));
    });
    await tail.catchUp();
    await tail.catchUp();
    expect(added).toBeGreaterThan(0);
    expect(heard.records.length).toBe(3000 + added);
  });

  test('is back at its work after a sink has thrown', async () => {
    const journal = journalFolder();
    appendLines(journal, DAY, ...ends('a'));
    const { heard, sink } = listener();
    let broken = true;
    const tail = createTail({
      journal,
      cursors: [],
      sink: () => ({
        ...sink,
        record(record) {
          if (broken) throw new Error('a bug');
          sink.record(record);
        },
      }),
      onTrouble: () => {},
      pause: async () => {},
    });
    await expect(tail.catchUp()).rejects.toThrow('a bug');
    broken = false;
    await tail.catchUp();
    expect(endedHooks(heard)).toEqual(['a']);
  });
});

describe('a day file that is', () => {
  interface Change {
    readonly what: string;
    apply(journal: string): void;
    /** What is read after the change, the first three lines apart. */
    readonly next: readonly string[];
  }
  const changes: readonly Change[] = [
    { what: 'truncated to nothing', apply: (journal) => truncateSync(plain(journal)), next: [] },
    {
      what: 'truncated to nothing and written again',
      apply: (journal) => writeFileSync(plain(journal), fileOf(...ends('x', 'y'))),
      next: ['x', 'y'],
    },
    {
      what: 'truncated in the middle',
      apply: (journal) => truncateSync(plain(journal), fileOf(...ends('a')).length),
      next: ['a'],
    },
    { what: 'deleted', apply: (journal) => remove(journal, `${DAY}.ndjson`), next: [] },
    {
      what: 'deleted and begun again',
      apply(journal) {
        remove(journal, `${DAY}.ndjson`);
        appendLines(journal, DAY, ...ends('x'));
      },
      next: ['x'],
    },
    {
      what: 'replaced by a longer one',
      apply(journal) {
        writeFileSync(join(journal, 'other'), fileOf(...ends('s', 't', 'u', 'v')));
        renameSync(join(journal, 'other'), plain(journal));
      },
      next: ['s', 't', 'u', 'v'],
    },
    {
      what: 'overwritten in place with other lines of the same length',
      apply: (journal) => writeFileSync(plain(journal), fileOf(...ends('x', 'y', 'z'))),
      next: ['x', 'y', 'z'],
    },
    {
      what: 'replaced by a copy of itself',
      apply(journal) {
        copyFileSync(plain(journal), join(journal, 'copy'));
        renameSync(join(journal, 'copy'), plain(journal));
      },
      next: [],
    },
    {
      what: 'replaced by a copy of itself that has grown',
      apply(journal) {
        copyFileSync(plain(journal), join(journal, 'copy'));
        appendFileSync(join(journal, 'copy'), fileOf(...ends('d')));
        renameSync(join(journal, 'copy'), plain(journal));
      },
      next: ['d'],
    },
  ];

  test.each(changes)(
    '$what is read on from the right place, by the same tail and by the next',
    async ({ apply, next: hooks }) => {
      const journal = journalFolder();
      appendLines(journal, DAY, ...ends('a', 'b', 'c'));
      const { tail, heard } = follow(journal);
      await tail.catchUp();
      const cursors = saved(tail);
      apply(journal);
      const next = follow(journal, cursors);
      await Promise.all([tail.catchUp(), next.tail.catchUp()]);
      expect(endedHooks(heard)).toEqual(['a', 'b', 'c', ...hooks]);
      expect(endedHooks(next.heard)).toEqual(hooks);
      appendLines(journal, DAY, ...ends('e'));
      await Promise.all([tail.catchUp(), next.tail.catchUp()]);
      expect(endedHooks(heard)).toEqual(['a', 'b', 'c', ...hooks, 'e']);
      expect(endedHooks(next.heard)).toEqual([...hooks, 'e']);
    },
  );
});

test('a long day file that is truncated behind its first bytes is read again from its start', async () => {
  const journal = journalFolder();
  const lines = Array.from({ length: 100 }, (_, i) => endText(`run-${i}`));
  appendLines(journal, DAY, ...lines);
  const { tail, heard } = follow(journal);
  await tail.catchUp();
  const half = fileOf(...lines.slice(0, 50)).length;
  expect(half).toBeGreaterThan(4096);
  truncateSync(plain(journal), half);
  appendLines(journal, DAY, ...ends('late'));
  const next = follow(journal, saved(tail));
  await Promise.all([tail.catchUp(), next.tail.catchUp()]);
  expect([heard.records.length, next.heard.records.length]).toEqual([151, 51]);
});

describe('one at a time', () => {
  test('a call during the work is served by one further run that begins after it', async () => {
    const runs: (() => void)[] = [];
    const call = singleFlight(() => new Promise<void>((resolve) => runs.push(resolve)));
    const settled: string[] = [];
    const first = call().then(() => settled.push('first'));
    const second = call().then(() => settled.push('second'));
    const third = call().then(() => settled.push('third'));
    expect(runs.length).toBe(1);
    runs[0]?.();
    await first;
    await vi.waitFor(() => expect([settled, runs.length]).toEqual([['first'], 2]));
    runs[1]?.();
    await Promise.all([second, third]);
    expect([settled, runs.length]).toEqual([['first', 'second', 'third'], 2]);
  });

  test('a run that fails fails for its callers only', async () => {
    let fail = true;
    const call = singleFlight(async () => {
      if (fail) throw new Error('no');
    });
    const first = call();
    const second = call();
    fail = false;
    await expect(first).rejects.toThrow('no');
    await expect(second).resolves.toBeUndefined();
    await expect(call()).resolves.toBeUndefined();
  });
});
