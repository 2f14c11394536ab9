import fc from 'fast-check';
import { expect, test } from 'vitest';
import { micros } from '../../src/base/units.ts';
import { bucketsOf, firstAfter } from '../../src/insight/buckets.ts';
import { historyOf, hookOf, MONDAY, repeat, SECOND } from '../support/history.ts';

const from = micros(MONDAY);

test('hold the runs of their stretch, by outcome, with their quantiles', () => {
  const runs = hookOf([
    { at: 0, ms: 10 },
    { at: 1 * SECOND, ms: 30, outcome: 'failed', code: 1 },
    { at: 2 * SECOND, ms: 5, outcome: 'blocked' },
    { at: 8 * SECOND, outcome: 'lost' },
    { at: 10 * SECOND, ms: 7 },
  ]);
  const buckets = bucketsOf(runs, { from, until: micros(MONDAY + 10 * SECOND), parts: 5 });
  expect(buckets.map(({ runs, failures, p50 }) => [runs, failures, p50])).toEqual([
    [2, 1, 20_000],
    [1, 0, 5_000],
    [0, 0, undefined],
    [0, 0, undefined],
    [2, 1, 7_000],
  ]);
  expect(buckets[0]?.outcomes).toEqual([1, 0, 1, 0, 0, 0, 0]);
  expect(buckets[0]?.p99).toBeCloseTo(29_800);
});

test('a stretch without length has all its runs in the last part', () => {
  const runs = hookOf(repeat(3, 0, () => ({ ms: 1 })));
  expect(bucketsOf(runs, { from, until: from, parts: 3 }).map((bucket) => bucket.runs)).toEqual([0, 0, 3]);
});

test('every run of the stretch is in one of them, whatever the stretch', () => {
  const moments = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 60 });
  const bounds = fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 1000 }));
  fc.assert(
    fc.property(moments, bounds, fc.integer({ min: 1, max: 50 }), (at, [a, b], parts) => {
      const [least, most] = [Math.min(a, b), Math.max(a, b)];
      const [runs] = historyOf(at.map((each) => ({ at: each, ms: 1 }))).hooks;
      if (runs === undefined) throw new Error('no runs');
      const buckets = bucketsOf(runs, { from: micros(MONDAY + least), until: micros(MONDAY + most), parts });
      expect(buckets).toHaveLength(parts);
      const inside = at.filter((each) => each >= least && each <= most).length;
      expect(buckets.reduce((sum, bucket) => sum + bucket.runs, 0)).toBe(inside);
    }),
  );
});

test('the first moment after another is where a search through all finds it', () => {
  const at = Float64Array.from([1, 1, 2, 5, 5, 9]);
  for (const moment of [0, 1, 1.5, 2, 5, 8, 9, 10]) {
    const found = at.findIndex((each) => each > moment);
    expect(firstAfter(at, moment)).toBe(found === -1 ? at.length : found);
  }
});
