import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Outcome } from '../../../src/ledger/outcome.ts';
import { pointsOf } from '../../../src/views/api/points.ts';
import { hookOf, MONDAY } from '../../support/history.ts';

const runs = fc.array(
  fc.record({
    at: fc.integer({ min: 0, max: 1e6 }),
    ms: fc.option(fc.integer({ min: 1, max: 1e5 }), { nil: undefined }),
    outcome: fc.constantFrom<Outcome[]>('success', 'success', 'success', 'blocked', 'failed', 'lost'),
  }),
  { minLength: 1, maxLength: 300 },
);

test('are all runs while these are few, in order, in milliseconds', () => {
  const points = pointsOf(
    hookOf([
      { at: 2e6, ms: 7 },
      { at: 1e6, outcome: 'lost' },
    ]),
  );
  expect([points.at, points.ms, points.outcome, points.runs]).toEqual([
    [MONDAY / 1e3 + 1000, MONDAY / 1e3 + 2000],
    [null, 7],
    [6, 0],
    2,
  ]);
});

test('of many runs the longest, the shortest and the failures stay, and never more than asked for', () => {
  fc.assert(
    fc.property(runs, fc.integer({ min: 10, max: 120 }), (all, most) => {
      const hook = hookOf(all);
      const points = pointsOf(hook, most);
      expect(points.at.length).toBeLessThanOrEqual(most);
      expect(points.runs).toBe(all.length);
      expect([...points.at].sort((a, b) => a - b)).toEqual(points.at);
      const fine = (outcome: Outcome) => outcome === 'success' || outcome === 'blocked';
      const failures = all.filter(({ outcome }) => !fine(outcome)).length;
      const shown = points.outcome.filter((code) => !fine(points.outcomes[code] ?? 'lost')).length;
      expect(shown).toBe(all.length <= most ? failures : Math.min(failures, Math.floor(most / 2)));
      const durations = all.flatMap(({ ms, outcome }) => (ms !== undefined && fine(outcome) ? [ms] : []));
      const kept = points.ms.filter((ms, i) => ms !== null && fine(points.outcomes[points.outcome[i] ?? 6] ?? 'lost'));
      if (durations.length > 0) expect(Math.max(...kept.map(Number))).toBe(Math.max(...durations));
    }),
  );
});
