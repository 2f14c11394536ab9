import { describe, expect, test } from 'vitest';
import { DAY as DAY_LONG, micros } from '../../src/base/units.ts';
import type { JournalRecord } from '../../src/journal/record.ts';
import { hashOf, runKey } from '../../src/journal/run-hash.ts';
import { createLedger, type Ledger, OVERFLOW } from '../../src/ledger/ledger.ts';
import { type EntrySnapshot, IDLE_AFTER } from '../../src/ledger/snapshot.ts';
import { AT, DAY, end, forget, start } from './records.ts';

const NOW = micros(AT + 1_000_000);

function ledgerOf(records: readonly JournalRecord[], maxEntries = 100): Ledger {
  const ledger = createLedger({ maxEntries });
  for (const record of records) ledger.apply(record, DAY);
  return ledger;
}
const entriesOf = (ledger: Ledger): readonly EntrySnapshot[] => ledger.snapshot(NOW).entries;
function only(ledger: Ledger): EntrySnapshot {
  const [entry, ...others] = entriesOf(ledger);
  if (entry === undefined || others.length > 0) throw new Error(`${others.length + 1} entries`);
  return entry;
}
/** The outcomes that are not zero. */
const counted = ({ outcomes }: EntrySnapshot): object =>
  Object.fromEntries(Object.entries(outcomes).filter(([, count]) => count > 0));
const settleAll = (ledger: Ledger, verdict: 'lost' | 'timed_out' = 'lost'): void => {
  for (const run of [...ledger.openRuns()]) ledger.settle(run, verdict, run.at);
};

describe('a run', () => {
  test('that started and ended counts once, with all its sums', () => {
    const ledger = ledgerOf([
      start('a', { timeout: 60_000_000 }),
      end('a', { us: 175_440, user: 120_000, sys: 10_000, at: AT + 175_440 }),
    ]);
    const entry = only(ledger);
    expect({ ...entry, duration: { ...entry.duration, buckets: entry.duration.buckets.indexOf(1) } }).toEqual({
      identity: start('a').identity,
      startedAt: AT,
      born: 1,
      before: undefined,
      outcomes: { success: 1, blocked: 0, failed: 0, not_found: 0, signaled: 0, timed_out: 0, lost: 0 },
      failures: new Map(),
      duration: { buckets: 5, count: 1, sum: 175_440 },
      cpu: { user: 120_000, system: 10_000 },
      log: { sum: 5_172_981, squares: 26_759_731 },
      active: 0,
      oldestOpenAt: undefined,
      lastAt: AT + 175_440,
      lastSuccessAt: AT + 175_440,
      consecutiveFailures: 0,
      timeout: 60_000_000,
      forgotten: false,
    });
    expect(ledger.snapshot(NOW)).toMatchObject({
      takenAt: NOW,
      imported: [],
      reading: { lines: 0, rejects: new Map(), lateEnds: 0, overflowRuns: 0, openRuns: 0 },
      lastBorn: 1,
    });
  });

  test.each<[string, readonly JournalRecord[], object, number]>([
    ['that ends without a start counts', [end('a')], { success: 1 }, 0],
    ['that starts without an end is open', [start('a')], {}, 1],
    ['that starts twice is open once', [start('a'), start('a')], {}, 1],
    ['that ends twice counts once', [start('a'), end('a'), end('a')], { success: 1 }, 0],
    ['that ends twice keeps the first word', [end('a', { code: 1 }), end('a')], { failed: 1 }, 0],
    ['that starts after its end is not open', [end('a'), start('a')], { success: 1 }, 0],
    ['that is wholly there twice counts once', [start('a'), end('a'), start('a'), end('a')], { success: 1 }, 0],
    ['is not another one', [start('a'), end('b'), start('c')], { success: 1 }, 2],
    ['has the timeout of its start', [start('a', { timeout: 500 }), end('a')], { timed_out: 1 }, 0],
    [
      'has the timeout of its end before that',
      [start('a', { timeout: 500 }), end('a', { timeout: 5000 })],
      { success: 1 },
      0,
    ],
  ])('%s', (_what, records, outcomes, active) => {
    const entry = only(ledgerOf(records));
    expect([counted(entry), entry.active]).toEqual([outcomes, active]);
  });

  test('counts once over all the days that are remembered', () => {
    const ledger = createLedger({ maxEntries: 10 });
    ledger.apply(end('a'), '2026-11-21');
    ledger.apply(end('a'), '2026-11-22');
    ledger.apply(start('a'), '2026-11-22');
    expect([counted(only(ledger)), only(ledger).active]).toEqual([{ success: 1 }, 0]);
  });
});

describe('a run that was settled', () => {
  test.each(['lost', 'timed_out'] as const)('as %s is an execution and a failure without a duration', (verdict) => {
    const ledger = ledgerOf([start('a')]);
    settleAll(ledger, verdict);
    const entry = only(ledger);
    expect([counted(entry), entry.failures, entry.duration.count, entry.active, [...ledger.openRuns()]]).toEqual([
      { [verdict]: 1 },
      new Map([[verdict, { count: 1, born: 2 }]]),
      0,
      0,
      [],
    ]);
  });

  test('keeps its verdict when its end comes late, and the late end is counted once', () => {
    const ledger = ledgerOf([start('a')]);
    settleAll(ledger);
    const before = entriesOf(ledger);
    for (const record of [end('a'), end('a'), start('a')]) ledger.apply(record, DAY);
    expect(entriesOf(ledger)).toEqual(before);
    expect(entriesOf(ledger)[0]).toBe(before[0]);
    expect(ledger.snapshot(NOW).reading).toMatchObject({ lateEnds: 1, openRuns: 0 });
  });

  test('is settled once', () => {
    const ledger = ledgerOf([start('a')]);
    const [run] = [...ledger.openRuns()];
    if (run === undefined) throw new Error('not open');
    ledger.settle(run, 'lost', run.at);
    ledger.settle(run, 'timed_out', run.at);
    expect(counted(only(ledger))).toEqual({ lost: 1 });
  });
});

describe('an entry', () => {
  test('counts failures in a row until one run is none', () => {
    const codes = [1, 127, 0, 1, 1, 1];
    const seen = codes.map(
      (_code, i) =>
        only(ledgerOf(codes.slice(0, i + 1).map((code, run) => end(`${run}`, { code })))).consecutiveFailures,
    );
    expect(seen).toEqual([1, 2, 0, 1, 2, 3]);
    const blocked = [end('a', { code: 1 }), end('b', { code: 1, decision: 'deny' })];
    expect(only(ledgerOf(blocked)).consecutiveFailures).toBe(0);
  });

  test('keeps the latest times, whatever the order', () => {
    const entry = only(
      ledgerOf([end('a', { at: AT + 9 }), end('b', { at: AT + 5 }), end('c', { at: AT + 20, code: 1 })]),
    );
    expect([entry.lastAt, entry.lastSuccessAt]).toEqual([AT + 20, AT + 9]);
  });

  test('tells since when its oldest open run is open', () => {
    const ledger = ledgerOf([
      start('a', { at: AT + 5 }),
      start('b', { at: AT }),
      start('c', { at: AT + 9, hook: 'lint' }),
    ]);
    expect(entriesOf(ledger).map(({ active, oldestOpenAt }) => [active, oldestOpenAt])).toEqual([
      [2, AT],
      [1, AT + 9],
    ]);
    ledger.apply(end('b'), DAY);
    expect(entriesOf(ledger)[0]).toMatchObject({ active: 1, oldestOpenAt: AT + 5 });
  });

  test('is the same frozen object as long as nothing in it changed', () => {
    const ledger = ledgerOf([end('a'), end('b', { hook: 'lint' })]);
    const before = entriesOf(ledger);
    const version = ledger.version();
    expect(entriesOf(ledger).map((entry, i) => entry === before[i])).toEqual([true, true]);
    ledger.apply(end('a'), DAY);
    expect(ledger.version()).toBe(version);
    ledger.apply(end('c', { hook: 'lint' }), DAY);
    expect(ledger.version()).toBeGreaterThan(version);
    expect(entriesOf(ledger).map((entry, i) => entry === before[i])).toEqual([true, false]);
    expect(before[1]?.outcomes.success).toBe(1);
  });

  test.each<[string, (ledger: Ledger) => void]>([
    ['a start', (ledger) => ledger.apply(start('z'), DAY)],
    ['an end', (ledger) => ledger.apply(end('z'), DAY)],
    ['a verdict', (ledger) => settleAll(ledger)],
    ['a forgotten hook', (ledger) => ledger.apply(forget('format', NOW), DAY)],
    ['a reject', (ledger) => ledger.reject('torn')],
  ])('shows in a new snapshot and a new version after %s', (_what, change) => {
    const ledger = ledgerOf([start('open')]);
    const [before, version] = [ledger.snapshot(NOW), ledger.version()];
    change(ledger);
    expect(ledger.snapshot(NOW)).not.toEqual(before);
    expect(ledger.version()).toBeGreaterThan(version);
  });

  test('keeps apart what has another event, agent or project', () => {
    const names = [
      ['h', '', '', ''],
      ['h', 'e', '', ''],
      ['h', '', 'e', ''],
      ['h', '', '', 'e'],
    ] as const;
    const ledger = createLedger({ maxEntries: 10 });
    for (const [i, [hook, event, agent, project]] of names.entries()) {
      const key = [hook, event, agent, project].join('\u0000');
      ledger.apply({ ...end(`${i}`), identity: { hook, event, agent, project, key } }, DAY);
    }
    expect(entriesOf(ledger).map(counted)).toEqual(names.map(() => ({ success: 1 })));
  });
});

describe('the cap on entries', () => {
  test('sends what is over to one entry that is counted', () => {
    const ledger = ledgerOf(
      [
        end('a', { hook: 'one' }),
        end('b', { hook: 'two' }),
        end('c', { hook: 'three' }),
        start('d', { hook: 'four' }),
        end('d', { hook: 'four' }),
        start('e', { hook: 'five' }),
        end('f', { hook: 'one' }),
      ],
      2,
    );
    settleAll(ledger);
    expect(entriesOf(ledger).map((entry) => [entry.identity.hook, counted(entry), entry.active])).toEqual([
      ['one', { success: 2 }, 0],
      ['two', { success: 1 }, 0],
      [OVERFLOW.hook, { success: 2, lost: 1 }, 0],
    ]);
    expect(OVERFLOW.hook).toBe('__overflow__');
    expect(ledger.snapshot(NOW).reading.overflowRuns).toBe(3);
  });
});

describe('a hook that is forgotten', () => {
  test('keeps its totals, and comes back as a new series that knows where it was', () => {
    const ledger = ledgerOf([end('a'), end('b', { code: 1 }), forget('format', AT + 5000)]);
    const gone = only(ledger);
    expect([gone.forgotten, gone.born, gone.before]).toEqual([true, 1, undefined]);
    ledger.apply(start('c', { at: AT + 6000 }), DAY);
    const back = only(ledger);
    expect([back.forgotten, back.born > gone.born, back.before]).toEqual([
      false,
      true,
      { outcomes: gone.outcomes, failures: gone.failures, duration: gone.duration, cpu: gone.cpu, log: gone.log },
    ]);
    ledger.apply(end('c', { at: AT + 7000 }), DAY);
    expect([counted(only(ledger)), only(ledger).born]).toEqual([{ success: 2, failed: 1 }, back.born]);
  });

  test('is forgotten under all its events, and no other hook is', () => {
    const ledger = ledgerOf([end('a'), end('b', { hook: 'lint' }), forget('format', NOW), forget('never-ran', NOW)]);
    expect(entriesOf(ledger).map(({ forgotten }) => forgotten)).toEqual([true, false]);
  });

  test('stays when it has run since, or runs on from before', () => {
    const since = ledgerOf([end('a', { at: AT + 10 }), forget('format', AT + 5)]);
    expect(only(since).forgotten).toBe(false);
    const before = ledgerOf([end('a', { at: AT }), forget('format', AT + 5), start('b', { at: AT + 1 })]);
    expect(only(before).forgotten).toBe(true);
  });
});

describe('a hook that did nothing for thirty days', () => {
  const later = (beyond: number): number => AT + 1000 + IDLE_AFTER + beyond;

  test.each([
    ['is the same series at the last moment', 0, 1, false],
    ['is a new one after it', 1, 2, true],
  ])('%s', (_what, beyond, born, isNew) => {
    for (const record of [start('b', { at: later(beyond) }), end('b', { at: later(beyond) })]) {
      const entry = only(ledgerOf([end('a'), record]));
      expect([entry.born, entry.before !== undefined]).toEqual([born, isNew]);
    }
  });

  test('is not idle while a run is open', () => {
    const ledger = ledgerOf([end('a'), start('b'), end('c', { at: later(DAY_LONG) })]);
    expect(only(ledger).born).toBe(1);
  });

  test('becomes one new series, not two, by a start and its end', () => {
    const ledger = ledgerOf([end('a'), start('b', { at: later(5) }), end('b', { at: later(9) })]);
    expect([only(ledger).born, only(ledger).before?.outcomes.success]).toEqual([2, 1]);
  });
});

describe('imported totals', () => {
  const imported = (hook: string, at: number, successful: number): JournalRecord => ({
    kind: 'import',
    hook,
    at: micros(at),
    successful,
    failed: 1,
    us: micros(500),
    lastAt: micros(AT - 9),
  });

  test('are kept apart from what was counted, and replaced by the next import of the hook', () => {
    const ledger = ledgerOf([
      end('a'),
      imported('format', AT, 5),
      imported('lint', AT, 6),
      imported('format', AT + 1, 7),
    ]);
    const { imported: totals, entries } = ledger.snapshot(NOW);
    expect(
      totals.map(({ hook, successful, failed, us, lastAt, forgotten }) => [
        hook,
        successful,
        failed,
        us,
        lastAt,
        forgotten,
      ]),
    ).toEqual([
      ['format', 7, 1, 500, AT - 9, false],
      ['lint', 6, 1, 500, AT - 9, false],
    ]);
    expect(entries.map(counted)).toEqual([{ success: 1 }]);
  });
});

describe('what a ledger counts of its own reading', () => {
  test('is lines and rejects by reason', () => {
    const ledger = createLedger({ maxEntries: 10 });
    for (let i = 0; i < 5; i++) ledger.countLine();
    ledger.reject('torn');
    ledger.reject('not_json');
    ledger.reject('torn');
    expect(ledger.snapshot(NOW).reading).toMatchObject({
      lines: 5,
      rejects: new Map([
        ['torn', 2],
        ['not_json', 1],
      ]),
    });
    expect(ledger.lines()).toBe(5);
  });
});

describe('the ended runs that are to be saved', () => {
  const keys = (ledger: Ledger): object =>
    Object.fromEntries([...ledger.unsavedEnds()].map(([day, runs]) => [day, Array.from(runs, runKey)]));
  const key = (run: string): string => runKey(hashOf(run));

  test('are those since the last save, by the day of their file, in order', () => {
    const ledger = createLedger({ maxEntries: 10 });
    ledger.apply(end('a'), '2026-11-21');
    ledger.apply(end('b'), '2026-11-22');
    ledger.apply(end('c'), '2026-11-21');
    ledger.apply(end('c'), '2026-11-21');
    expect(keys(ledger)).toEqual({ '2026-11-21': [key('a'), key('c')], '2026-11-22': [key('b')] });
    ledger.saved();
    expect(keys(ledger)).toEqual({});
    ledger.apply(end('a'), '2026-11-21');
    ledger.apply(end('d'), '2026-11-22');
    expect(keys(ledger)).toEqual({ '2026-11-22': [key('d')] });
  });

  test('are none of a day that is sealed or gone, whose runs are not remembered either', () => {
    for (const leave of ['forgetRuns', 'dropDay'] as const) {
      const ledger = ledgerOf([end('a')]);
      ledger[leave](DAY);
      expect(keys(ledger)).toEqual({});
      ledger.apply(start('a'), DAY);
      expect(only(ledger).active).toBe(1);
    }
  });

  test('are not those that are only remembered', () => {
    const ledger = createLedger({ maxEntries: 10 });
    ledger.remember(DAY, hashOf('a'));
    ledger.apply(end('a'), DAY);
    expect([keys(ledger), entriesOf(ledger)]).toEqual([{}, []]);
  });
});
