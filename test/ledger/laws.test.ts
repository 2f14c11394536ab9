// Laws of the ledger under any sequence of operations.

import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { DAY as DAY_LONG, micros } from '../../src/base/units.ts';
import type { EndRecord, JournalRecord } from '../../src/journal/record.ts';
import { createLedger, type Ledger } from '../../src/ledger/ledger.ts';
import { isFailure, OUTCOMES } from '../../src/ledger/outcome.ts';
import type { Counters, EntrySnapshot, Snapshot } from '../../src/ledger/snapshot.ts';
import { type LedgerState, ledgerStateSchema } from '../../src/ledger/state.ts';
import { AT, end, forget, past, start } from './records.ts';

const DAYS = ['2026-11-21', '2026-11-22'];
const MAX_ENTRIES = 3;

type Step =
  | { readonly do: 'apply'; readonly record: JournalRecord; readonly day: string }
  | { readonly do: 'settle'; readonly which: number; readonly verdict: 'lost' | 'timed_out' }
  | { readonly do: 'reject' | 'save' };

const runName = fc.nat({ max: 30 }).map((i) => `run-${i}`);
const hook = fc.constantFrom('format', 'lint', 'test', 'build', 'deploy');
/** Mostly close together, now and then months apart. */
const at = fc
  .oneof(
    fc.nat({ max: 60_000_000 }),
    fc.nat({ max: 100 }).map((days) => days * DAY_LONG),
  )
  .map((after) => AT + after);
const timeout = fc.constantFrom(undefined, 1_000_000, 60_000_000);
const optional = (limit: number | undefined): { timeout?: number } => (limit === undefined ? {} : { timeout: limit });
const startRecord = fc
  .tuple(runName, hook, at, timeout)
  .map(([run, name, time, limit]) => start(run, { hook: name, at: time, ...optional(limit) }));
const endRecord: fc.Arbitrary<EndRecord> = fc
  .record({
    run: runName,
    hook,
    at,
    us: fc.nat({ max: 90_000_000 }),
    code: fc.constantFrom(0, 0, 0, 1, 2, 127),
    timeout,
    user: fc.nat({ max: 9e6 }),
    sys: fc.nat({ max: 9e6 }),
    signal: fc.constantFrom(undefined, undefined, 15),
  })
  .map(({ run, timeout: limit, signal, ...fields }) =>
    end(run, { ...fields, ...optional(limit), ...(signal === undefined ? {} : { signal }) }),
  );
const otherRecord: fc.Arbitrary<JournalRecord> = fc.oneof(
  fc.tuple(hook, at).map(([name, time]) => forget(name, time)),
  fc
    .tuple(runName, hook, at, fc.constantFrom(0, 1), fc.boolean())
    .map(([run, name, time, code, isTimed]) =>
      past(`past-${run}`, { hook: name, at: time, code, ...(isTimed ? { us: 1000 } : {}) }),
    ),
  fc.tuple(hook, at, fc.nat(), fc.nat()).map(
    ([name, time, successful, failed]): JournalRecord => ({
      kind: 'import',
      hook: name,
      at: micros(time),
      successful,
      failed,
      us: micros(successful * 10),
      lastAt: failed % 2 === 0 ? undefined : micros(time),
    }),
  ),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .tuple(
        fc.oneof(
          { weight: 4, arbitrary: startRecord },
          { weight: 6, arbitrary: endRecord },
          { weight: 1, arbitrary: otherRecord },
        ),
        fc.constantFrom(...DAYS),
      )
      .map(([record, day]): Step => ({ do: 'apply', record, day })),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      which: fc.nat(),
      verdict: fc.constantFrom('lost', 'timed_out'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('reject', 'save') }) },
);
const steps = fc.array(step, { maxLength: 80, size: 'max' });

function take(ledger: Ledger, one: Step): void {
  switch (one.do) {
    case 'apply':
      ledger.countLine();
      ledger.apply(one.record, one.day);
      break;
    case 'settle': {
      const open = [...ledger.openRuns()];
      const run = open[one.which % Math.max(1, open.length)];
      if (run !== undefined) ledger.settle(run, one.verdict, run.at);
      break;
    }
    case 'reject':
      ledger.countLine();
      ledger.reject('torn');
      break;
    case 'save':
      ledger.saved();
      break;
  }
}

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, number) => total + number, 0);
const snapshotOf = (ledger: Ledger): Snapshot => ledger.snapshot(micros(AT));
const total = (snapshot: Snapshot): number => sum(snapshot.entries.flatMap(({ outcomes }) => Object.values(outcomes)));

/** Every number of the counters that may only grow, by name. */
function seriesOf({ outcomes, failures, duration, cpu, log }: Counters): Map<string, number> {
  return new Map([
    ...Object.entries(outcomes),
    ...[...failures].map(([type, { count }]): [string, number] => [`failures ${type}`, count]),
    ...duration.buckets.map((count, i): [string, number] => [`bucket ${i}`, count]),
    ['durations', duration.count],
    ['us', duration.sum],
    ['user', cpu.user],
    ['system', cpu.system],
    ['log', log.sum],
    ['squares', log.squares],
  ]);
}

/** The series that say less than they did. */
function decreased(before: Counters, after: Counters): readonly string[] {
  const now = seriesOf(after);
  return [...seriesOf(before)].flatMap(([name, value]) => ((now.get(name) ?? -1) < value ? [name] : []));
}

/** What does not add up in an entry. */
function faultsOf(entry: EntrySnapshot, lastBorn: number): readonly string[] {
  const executions = sum(Object.values(entry.outcomes));
  const failed = sum(OUTCOMES.filter(isFailure).map((outcome) => entry.outcomes[outcome]));
  const settledAtMost = entry.outcomes.lost + entry.outcomes.timed_out;
  const born = [entry.born, ...[...entry.failures.values()].map((failure) => failure.born)];
  const laws: readonly (readonly [string, boolean])[] = [
    ['failures are the failed outcomes', sum([...entry.failures.values()].map(({ count }) => count)) === failed],
    ['buckets are the durations', sum(entry.duration.buckets) === entry.duration.count],
    ['no more durations than runs', entry.duration.count <= executions],
    ['all but settled runs have a duration', entry.duration.count >= executions - settledAtMost],
    ['failures in a row are failures', entry.consecutiveFailures <= failed],
    ['no series is born in the future', Math.max(...born) <= lastBorn],
    ['nothing was more before', entry.before === undefined || decreased(entry.before, entry).length === 0],
  ];
  return laws.flatMap(([law, holds]) => (holds ? [] : [law]));
}

describe('under any sequence of operations', () => {
  test('every run counts at most once, sums agree, and no counter decreases', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const ledger = createLedger({ maxEntries: MAX_ENTRIES });
        const ended = new Set<string>();
        let before = snapshotOf(ledger);
        for (const one of all) {
          take(ledger, one);
          if (one.do === 'apply' && one.record.kind === 'end') ended.add(JSON.stringify(one.record.run));
          const now = snapshotOf(ledger);
          expect(now.lastBorn).toBeGreaterThanOrEqual(before.lastBorn);
          expect(now.entries.length).toBeLessThanOrEqual(MAX_ENTRIES + 1);
          expect(sum(now.entries.map(({ active }) => active))).toBe([...ledger.openRuns()].length);
          const faults = now.entries.flatMap((entry, i) => {
            const earlier = before.entries[i];
            if (earlier === undefined || entry === earlier) return faultsOf(entry, now.lastBorn);
            const keeps = entry.identity === earlier.identity && entry.born >= earlier.born;
            return [...faultsOf(entry, now.lastBorn), ...decreased(earlier, entry), ...(keeps ? [] : ['identity'])];
          });
          expect(faults).toEqual([]);
          before = now;
        }
        const settledOnly = [...ledger.state().settled].length - before.reading.lateEnds;
        expect(total(before)).toBe(ended.size + settledOnly);
      }),
      { numRuns: 300 },
    );
  });

  test('a ledger restored from its state by way of JSON is equal, and stays equal whatever follows', () => {
    fc.assert(
      fc.property(steps, steps, (first, then) => {
        const ledger = createLedger({ maxEntries: MAX_ENTRIES });
        for (const one of first) take(ledger, one.do === 'save' ? { do: 'reject' } : one);
        const state: LedgerState = v.parse(ledgerStateSchema, JSON.parse(JSON.stringify(ledger.state())));
        const restored = createLedger({ maxEntries: MAX_ENTRIES }, state);
        for (const [day, runs] of ledger.unsavedEnds()) for (const run of runs) restored.remember(day, run);
        expect(restored.state()).toEqual(ledger.state());
        expect(snapshotOf(restored)).toEqual(snapshotOf(ledger));
        ledger.saved();
        for (const one of then) for (const each of [ledger, restored]) take(each, one);
        expect(restored.state()).toEqual(ledger.state());
        expect(snapshotOf(restored)).toEqual(snapshotOf(ledger));
        expect(restored.unsavedEnds()).toEqual(ledger.unsavedEnds());
      }),
      { numRuns: 200 },
    );
  });

  test('a snapshot is never changed by what comes after it', () => {
    fc.assert(
      fc.property(steps, steps, (first, then) => {
        const ledger = createLedger({ maxEntries: MAX_ENTRIES });
        for (const one of first) take(ledger, one);
        const taken = snapshotOf(ledger);
        const copy = structuredClone(taken);
        for (const one of then) take(ledger, one);
        expect(taken).toEqual(copy);
      }),
    );
  });
});

describe('the order of independent runs', () => {
  test('changes no sum', () => {
    const ends = fc.uniqueArray(endRecord, { selector: ({ run }) => JSON.stringify(run), maxLength: 30 });
    fc.assert(
      fc.property(ends, fc.infiniteStream(fc.nat()), (records, order) => {
        const shuffled = records
          .map((record) => ({ record, rank: order.next().value }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ record }) => record);
        expect(sumsOf(shuffled)).toEqual(sumsOf(records));
      }),
    );
  });
});

/** All sums by entry, but for the numbers of the series, which say in which order they came. */
function sumsOf(records: readonly JournalRecord[]): object {
  const ledger = createLedger({ maxEntries: 100 });
  for (const record of records) ledger.apply(record, '2026-11-22');
  const entries = snapshotOf(ledger).entries.map((entry) => ({
    key: entry.identity.key,
    series: Object.fromEntries([...seriesOf(entry)].sort()),
    times: [entry.lastAt, entry.lastSuccessAt],
  }));
  return entries.sort((a, b) => (a.key < b.key ? -1 : 1));
}
