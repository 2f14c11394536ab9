import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { capacityOf, scaled, serialHeadroom } from '../../src/insight/capacity.ts';
import { dailyCounts } from '../../src/insight/daily.ts';
import { DAY, HOUR, hookOf, MONDAY, repeat, SECOND } from '../support/history.ts';

describe('runs by day', () => {
  test('leave out the first and the last day, and count those without any', () => {
    const first = MONDAY / DAY;
    expect(dailyCounts([hookOf([0, 5, 30, 31, 80, 100].map((hour) => ({ at: hour * HOUR })))])).toEqual([
      { at: first + 1, value: 2 },
      { at: first + 2, value: 0 },
      { at: first + 3, value: 1 },
    ]);
    expect(dailyCounts([])).toEqual([]);
    expect(dailyCounts([hookOf([{ at: -MONDAY }, { at: 0 }])])).toEqual([]);
  });
});

describe('capacity', () => {
  test('of a known day', () => {
    // Half an hour each, on the hour, and two more at 12:15.
    const runs = repeat(24, HOUR, () => ({ ms: 1_800_000 })).map((run) => ({ ...run, at: run.at + HOUR / 2 }));
    const noon = [0, 1].map(() => ({ at: 12.75 * HOUR, ms: 1_800_000 }));
    const capacity = capacityOf([hookOf([...runs, ...noon])]);
    expect(capacity).toEqual({
      runs: 26,
      span: 23.5 * HOUR,
      load: expect.closeTo(13 / 23.5, 12),
      concurrency: expect.closeTo(13 / 23.5, 12),
      peak: { runs: 3, at: MONDAY + 12.25 * HOUR },
      busiestHour: { from: MONDAY + 12 * HOUR, runs: 3, load: 1.5 },
      growth: undefined,
    });
    if (capacity === undefined) throw new Error('no capacity');
    expect(serialHeadroom(capacity)).toBeCloseTo(2 / 3, 12);
    // Poisson with a mean of 3: P(≤ 7) = 0.988, P(≤ 8) = 0.996.
    expect(scaled(capacity, 2)).toEqual({ load: expect.closeTo(26 / 23.5, 12), busiestLoad: 3, likelyPeak: 8 });
  });

  test('is undefined without durations', () => {
    expect(capacityOf([])).toBeUndefined();
    expect(capacityOf([hookOf([{ at: 0, outcome: 'lost' }])])).toBeUndefined();
  });

  test('obeys Little’s law, and its peak is that of looking at every moment', () => {
    const some = fc.array(fc.record({ from: fc.nat(30), length: fc.integer({ min: 1, max: 9 }) }), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(some, (all) => {
        const capacity = capacityOf([
          hookOf(all.map(({ from, length }) => ({ at: (from + length) * SECOND, ms: length * 1000 }))),
        ]);
        expect(capacity?.concurrency).toBeCloseTo(capacity?.load ?? NaN, 9);
        const at = all.map(
          ({ from }) => all.filter((each) => each.from <= from && from < each.from + each.length).length,
        );
        expect(capacity?.peak.runs).toBe(Math.max(...at));
      }),
    );
  });

  test('grows as its days do', () => {
    const days = Array.from({ length: 30 }, (_, day) =>
      repeat(10 + day, HOUR / 4, () => ({ ms: 5 })).map((run) => ({ ...run, at: run.at + day * DAY })),
    );
    expect(capacityOf([hookOf(days.flat())])?.growth).toMatchObject({ perWeek: 7, low: 7, high: 7, perDay: 24.5 });
  });
});
