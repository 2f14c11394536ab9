import fc from 'fast-check';
import { expect, test } from 'vitest';
import { micros } from '../../../src/base/units.ts';
import { historyWithin } from '../../../src/insight/within.ts';
import { overviewOf } from '../../../src/views/api/overview.ts';
import { latestRuns } from '../../../src/views/api/runs.ts';
import { DAY, historyOf, MONDAY, repeat } from '../../support/history.ts';

const stretch = { from: micros(MONDAY), until: micros(MONDAY + DAY) };
const overview = (history: ReturnType<typeof historyOf>) =>
  overviewOf({ history, insights: new Map(), neverRan: [], stretch, now: stretch.until });

test('the costliest hook comes first, with its share', () => {
  const runs = [
    ...repeat(10, 60e6, () => ({ hook: 'often', ms: 30 })),
    ...repeat(1, 60e6, () => ({ hook: 'long', ms: 900, project: 'web', agent: 'git' })),
  ];
  const { hooks } = overview(historyOf(runs));
  expect(hooks.map(({ hook, share, total_ms }) => [hook, share, total_ms])).toEqual([
    ['long', 0.75, 900],
    ['often', 0.25, 300],
  ]);
  expect(hooks[0]).toMatchObject({
    projects: ['web'],
    agents: ['git'],
    events: [],
    success_rate: 1,
    p50_ms: 900,
    timeout_ms: null,
  });
});

test('of a hook without a known duration nothing is made up', () => {
  const { hooks } = overview(historyOf([{ at: 5, outcome: 'lost' }]));
  expect(hooks[0]).toMatchObject({
    runs: 1,
    failures: 1,
    success_rate: 0,
    p50_ms: null,
    total_ms: 0,
    share: 0,
    last_outcome: 'lost',
  });
  expect(hooks[0]?.spark_ms.every((each) => each === null)).toBe(true);
});

const moments = fc.array(fc.record({ at: fc.nat(1000), hook: fc.constantFrom('a', 'b', 'c') }), {
  minLength: 1,
  maxLength: 80,
});

test('a stretch has the runs that end in it, and no others', () => {
  fc.assert(
    fc.property(moments, fc.nat(1000), fc.nat(1000), (runs, a, b) => {
      const [from, until] = [Math.min(a, b), Math.max(a, b)];
      const within = historyWithin(historyOf(runs), micros(MONDAY + from), micros(MONDAY + until));
      const inside = runs.filter(({ at }) => at >= from && at <= until);
      expect(within.hooks.reduce((sum, { length }) => sum + length, 0)).toBe(inside.length);
      expect(within.hooks.map(({ hook }) => hook)).toEqual([...new Set(inside.map(({ hook }) => hook))].sort());
    }),
  );
});

test('the latest runs are those that a sort of all of them finds', () => {
  fc.assert(
    fc.property(moments, fc.integer({ min: 1, max: 20 }), (runs, limit) => {
      const latest = latestRuns(historyOf(runs.map((run) => ({ ...run, ms: 1 }))), limit).runs.map(({ at }) => at);
      const sorted = runs.map(({ at }) => Math.round((MONDAY + at) / 1e3)).sort((a, b) => b - a);
      expect(latest).toEqual(sorted.slice(0, limit));
    }),
  );
});
