// Runs of the past: apart from the entries, once each, in any order.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { micros } from '../../src/base/units.ts';
import type { JournalRecord } from '../../src/journal/record.ts';
import { hookTotals } from '../../src/ledger/hook-totals.ts';
import { createLedger, type Ledger } from '../../src/ledger/ledger.ts';
import { type Outcome, pastOutcomeOf } from '../../src/ledger/outcome.ts';
import { AT, DAY, end, forget, past } from './records.ts';

function ledgerOf(...records: readonly JournalRecord[]): Ledger {
  const ledger = createLedger({ maxEntries: 100 });
  for (const record of records) ledger.apply(record, DAY);
  return ledger;
}

const snapshotOf = (ledger: Ledger) => ledger.snapshot(micros(AT));

test.each<readonly [Outcome, Parameters<typeof past>[1]]>([
  ['success', { code: 0 }],
  ['failed', { code: 1 }],
  ['failed', {}],
  ['blocked', { decision: 'block' }],
  ['blocked', { code: 2 }],
  ['not_found', { code: 127 }],
  ['timed_out', { us: 5, timeout: 5 }],
  ['timed_out', { us: 9, timeout: 5, code: 0 }],
  ['success', { us: 4, timeout: 5, code: 0 }],
  ['failed', { timeout: 5 }],
])('is %s: %j', (outcome, fields) => {
  expect(pastOutcomeOf(past('a', fields))).toBe(outcome);
});

test('they are no entries and no series, and count with what was measured', () => {
  const ledger = ledgerOf(
    past('a', { code: 0, us: 300, at: AT + 5 }),
    past('b', { code: 1, us: 100 }),
    past('c', { code: 0 }),
    end('d', { us: 200, code: 3, at: AT + 3 }),
  );
  const snapshot = snapshotOf(ledger);
  expect(snapshot.entries.map(({ identity, outcomes }) => [identity.hook, outcomes.failed, outcomes.success])).toEqual([
    ['format', 1, 0],
  ]);
  expect([snapshot.lastBorn, snapshot.past]).toEqual([
    2,
    [{ hook: 'format', successful: 2, failed: 1, us: 400, durations: 2, lastAt: AT + 5, forgotten: false }],
  ]);
  expect(hookTotals(snapshot)).toEqual([
    {
      hook: 'format',
      successful: 2,
      failed: 2,
      us: 600,
      durations: 3,
      lastAt: AT + 5,
      outcomes: { success: 0, blocked: 0, failed: 1, not_found: 0, signaled: 0, timed_out: 0, lost: 0 },
      openRuns: 0,
      sources: 2,
      forgotten: 0,
    },
  ]);
});

describe('forgetting', () => {
  test('takes the history away too, unless there is a run since, whenever that is imported', () => {
    const old = past('a', { at: AT });
    const newer = past('b', { at: AT + 20 });
    const gone = forget('format', AT + 10);
    const listed = (...records: readonly JournalRecord[]): boolean =>
      hookTotals(snapshotOf(ledgerOf(...records))).length > 0;
    expect([listed(old, gone), listed(gone, old)]).toEqual([false, false]);
    expect([listed(old, gone, newer), listed(newer, gone, old), listed(gone, newer)]).toEqual([true, true, true]);
  });

  test('with a run that was measured since, all of it is back', () => {
    const ledger = ledgerOf(past('a', { at: AT }), forget('format', AT + 10), end('b', { at: AT + 20 }));
    expect(hookTotals(snapshotOf(ledger)).map(({ successful, failed }) => successful + failed)).toEqual([2]);
  });
});

test('any order, and any repetition within a day, is one history', () => {
  const record = fc
    .tuple(fc.nat({ max: 20 }), fc.constantFrom('a', 'b'), fc.nat({ max: 99 }), fc.constantFrom(0, 1, 2), fc.boolean())
    .map(([run, hook, at, code, isTimed]) =>
      past(`${run}`, { hook, at: AT + at, code, ...(isTimed ? { us: at } : {}) }),
    );
  const records = fc.uniqueArray(record, { selector: ({ run }) => JSON.stringify(run), maxLength: 20 });
  const forgets = fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.nat({ max: 99 })), { maxLength: 3 });
  fc.assert(
    fc.property(records, forgets, fc.infiniteStream(fc.nat()), (runs, gone, ranks) => {
      const all = [...runs, ...gone.map(([hook, at]) => forget(hook, AT + at))];
      const shuffled = [...all, ...runs]
        .map((each) => ({ each, rank: ranks.next().value }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ each }) => each);
      const byName = (ledger: Ledger) => [...snapshotOf(ledger).past].sort((a, b) => (a.hook < b.hook ? -1 : 1));
      expect(byName(ledgerOf(...shuffled))).toEqual(byName(ledgerOf(...all)));
    }),
  );
});

test('what is imported of a day that has left the journal, or of one before it, does not count', () => {
  const ledger = createLedger({ maxEntries: 1 });
  ledger.apply(past('a'), '2026-11-20');
  ledger.dropDay('2026-11-20');
  ledger.dropDay('2026-11-18');
  for (const day of ['2026-11-18', '2026-11-19', '2026-11-20', '2026-11-21']) ledger.apply(past(`b ${day}`), day);
  const total = (each: Ledger): number[] => snapshotOf(each).past.map(({ failed }) => failed);
  expect([ledger.droppedThrough(), total(ledger)]).toEqual(['2026-11-20', [2]]);
  const restored = createLedger({ maxEntries: 1 }, ledger.state());
  restored.apply(past('c'), '2026-11-20');
  expect([restored.droppedThrough(), total(restored)]).toEqual(['2026-11-20', [2]]);
});
