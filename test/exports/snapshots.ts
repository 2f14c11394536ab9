// Snapshots for tests: plain ones by hand, odd ones by fast-check.

import fc from 'fast-check';
import { type Micros, micros } from '../../src/base/units.ts';
import { identityOf, REJECT_REASONS } from '../../src/journal/record.ts';
import { BUCKETS } from '../../src/ledger/histogram.ts';
import type { Outcome } from '../../src/ledger/outcome.ts';
import type { PaceChange } from '../../src/ledger/pace.ts';
import type { Counters, EntrySnapshot, ImportedHook, PastHook, Snapshot } from '../../src/ledger/snapshot.ts';

/** 2026-11-22T06:20:05Z */
export const NOW = micros(1_795_328_405_000_000);

export const noOutcomes = (): Record<Outcome, number> => ({
  success: 0,
  blocked: 0,
  failed: 0,
  not_found: 0,
  signaled: 0,
  timed_out: 0,
  lost: 0,
});

export const noCounters = (): Counters => ({
  outcomes: noOutcomes(),
  failures: new Map(),
  duration: { buckets: new Array<number>(BUCKETS).fill(0), count: 0, sum: micros(0) },
  cpu: { user: micros(0), system: micros(0) },
  log: { sum: 0, squares: 0 },
});

export function entry(fields: Partial<EntrySnapshot> = {}, hook = 'format'): EntrySnapshot {
  return {
    ...noCounters(),
    identity: identityOf(hook, 'PostToolUse', 'claude-code', 'web'),
    startedAt: micros(NOW - 3_600_000_000),
    born: 1,
    before: undefined,
    active: 0,
    oldestOpenAt: undefined,
    lastAt: NOW,
    lastSuccessAt: undefined,
    consecutiveFailures: 0,
    timeout: undefined,
    change: undefined,
    forgotten: false,
    ...fields,
  };
}

export function snapshot(entries: readonly EntrySnapshot[], fields: Partial<Snapshot> = {}): Snapshot {
  return {
    takenAt: NOW,
    entries,
    neverRan: [],
    imported: [],
    past: [],
    reading: { lines: 0, rejects: new Map(), lateEnds: 0, overflowRuns: 0, openRuns: 0 },
    lastBorn: Math.max(0, ...entries.map(({ born }) => born)),
    ...fields,
  };
}

/** What people call hooks, and what they did not mean to. */
export const oddName = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: fc.constantFrom('"', '\\', '\n', '\r', '{', '}', ',', '=', ' ', '#', '\ud800', '\udc00', 'é') }),
  fc.constantFrom('__proto__', 'constructor', 'toString', '10', '9', 'le', 'a b', '🚀', 'x"} 1\ny{z="'),
);

const count = fc.nat({ max: 5_000_000 });
const time = fc.nat({ max: 4_000_000_000 }).map((value) => micros(NOW - value * 1000 - (value % 1000)));
const amount = fc.nat().map(micros);

const outcomes: fc.Arbitrary<Record<Outcome, number>> = fc.record({
  success: count,
  blocked: count,
  failed: count,
  not_found: count,
  signaled: count,
  timed_out: count,
  lost: count,
});

const counters: fc.Arbitrary<Counters> = fc.record({
  outcomes: fc.oneof(outcomes, fc.constant(noOutcomes())),
  failures: fc
    .uniqueArray(fc.tuple(fc.constantFrom('1', '2', '255', 'not_found', 'lost'), count, fc.nat({ max: 20 })), {
      selector: ([type]) => type,
    })
    .map((all) => new Map(all.map(([type, n, born]) => [type, { count: n, born }]))),
  duration: fc
    .array(count, { minLength: BUCKETS, maxLength: BUCKETS })
    .chain((buckets) => amount.map((sum) => ({ buckets, count: buckets.reduce((a, b) => a + b, 0), sum }))),
  cpu: fc.record({ user: amount, system: amount }),
  log: fc.record({ sum: fc.nat(), squares: fc.nat() }),
});

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });

const change: fc.Arbitrary<PaceChange> = fc.record({
  baseline: fc.double({ min: 0, max: 18, noNaN: true }),
  recent: fc.double({ min: 0, max: 18, noNaN: true }),
  spread: fc.double({ min: 0.05, max: 3, noNaN: true }),
  runs: fc.integer({ min: 8, max: 900 }),
  from: time,
  evidence: fc.double({ min: -500, max: 500, noNaN: true }),
});

const identity = fc
  .tuple(oddName, oddName, fc.constantFrom('', 'claude-code'), oddName)
  .map(([hook, event, agent, project]) => identityOf(hook, event, agent, project));

export const anyEntry: fc.Arbitrary<EntrySnapshot> = fc
  .tuple(
    counters,
    fc.record({
      identity,
      startedAt: time,
      born: fc.nat({ max: 20 }),
      before: maybe(counters),
      active: fc.nat({ max: 3 }),
      oldestOpenAt: maybe(time),
      lastAt: maybe(time),
      lastSuccessAt: maybe(time),
      consecutiveFailures: fc.nat({ max: 9 }),
      timeout: maybe(amount),
      change: maybe(change),
      forgotten: fc.boolean(),
    }),
  )
  .map(([totals, rest]) => ({ ...totals, ...rest }));

const anyImported: fc.Arbitrary<ImportedHook> = fc.record({
  hook: oddName,
  successful: count,
  failed: count,
  us: amount,
  lastAt: maybe(time),
  forgotten: fc.boolean(),
});

const anyPast: fc.Arbitrary<PastHook> = fc.record({
  hook: oddName,
  successful: count,
  failed: count,
  us: amount,
  durations: count,
  lastAt: time,
  forgotten: fc.boolean(),
});

/** Names that differ only in halves of surrogate pairs are one name on the page. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd');

export const anySnapshot: fc.Arbitrary<Snapshot> = fc.record({
  takenAt: fc.constant<Micros>(NOW),
  entries: fc.uniqueArray(anyEntry, { maxLength: 6, selector: ({ identity }) => wellFormed(identity.key) }),
  neverRan: fc.constant([]),
  imported: fc.uniqueArray(anyImported, { maxLength: 3, selector: ({ hook }) => hook }),
  past: fc.uniqueArray(anyPast, { maxLength: 3, selector: ({ hook }) => hook }),
  reading: fc.record({
    lines: count,
    rejects: fc.constant(new Map([[REJECT_REASONS[0], 3]])),
    lateEnds: count,
    overflowRuns: count,
    openRuns: count,
  }),
  lastBorn: fc.constant(20),
});
