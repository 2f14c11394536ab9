import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forecastTimeout } from '../../src/insight/forecast.ts';
import { trendOf } from '../../src/insight/trend.ts';
import { DAY, HOUR, hookOf, MONDAY, repeat, type TestRun } from '../support/history.ts';
import { randomFrom } from '../support/random.ts';

const series = (values: readonly number[]) => values.map((value, at) => ({ at, value }));

describe('a trend', () => {
  // By hand: S, Var(S) = (n(n−1)(2n+5) − Σ t(t−1)(2t+5))/18, z = (S − 1)/√Var(S).
  test.each([
    { values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], p: 8.303e-5, tau: 1, slope: 1 },
    { values: [10, 8, 6, 4, 2], p: 0.0275, tau: -1, slope: -2 },
    { values: [1, 2, 2, 3, 3, 3], p: 0.0398, tau: 11 / 15, slope: 0.4 },
    { values: [4, 4, 4, 4, 4, 4], p: 1, tau: 0, slope: 0 },
  ])('of $values', ({ values, p, tau, slope }) => {
    const trend = trendOf(series(values));
    expect(trend?.p).toBeCloseTo(p, 4);
    expect(trend?.tau).toBeCloseTo(tau, 12);
    expect(trend?.slope).toBeCloseTo(slope, 12);
  });

  test('takes five values', () => {
    expect(trendOf(series([1, 2, 3, 4]))).toBeUndefined();
  });

  test('turns with its values, and does not see one that is far off', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 5, maxLength: 40 }), (values) => {
        const [up, down] = [trendOf(series(values)), trendOf(series(values.map((value) => -value)))];
        expect(down?.tau).toBeCloseTo(-(up?.tau ?? NaN), 12);
        expect(down?.low).toBeCloseTo(-(up?.high ?? NaN), 9);
        expect(up?.low).toBeLessThanOrEqual(up?.slope ?? NaN);
        expect(up?.slope).toBeLessThanOrEqual(up?.high ?? NaN);
      }),
    );
    const line = Array.from({ length: 30 }, (_, i) => 3 * i);
    expect(trendOf(series(line.with(15, 1e9)))?.slope).toBe(3);
  });

  test('is seen as often as is said where there is none, and its interval holds the true slope', () => {
    const random = randomFrom(21);
    let [seen, held] = [0, 0];
    for (let i = 0; i < 1000; i++) {
      const trend = trendOf(series(Array.from({ length: 20 }, () => random.normal())));
      if ((trend?.p ?? 1) < 0.05) seen++;
      if ((trend?.low ?? 1) <= 0 && (trend?.high ?? -1) >= 0) held++;
    }
    expect(seen / 1000).toBeGreaterThan(0.025);
    expect(seen / 1000).toBeLessThan(0.065);
    expect(held / 1000).toBeGreaterThan(0.93);
  });
});

describe('when a hook will reach its timeout', () => {
  const rising = (days: number, perDay: number, timeoutMs: number | undefined, noise = 0): TestRun[] => {
    const { normal } = randomFrom(2);
    return repeat(days * 24, HOUR, (i) => ({ ms: 100 + perDay * Math.floor(i / 24) + noise * normal(), timeoutMs }));
  };
  const dayOf = (at: number | undefined): number => ((at ?? NaN) - MONDAY) / DAY;

  test.each([
    ['unknown without a timeout', rising(30, 1, undefined), { kind: 'no_timeout' }],
    ['unknown with nine days', rising(9, 1, 200), { kind: 'too_few_days', days: 9 }],
    ['never where it does not rise', rising(30, 0, 200), { kind: 'not_rising', p95: 100_000 }],
    ['never where it falls', rising(30, -1, 200), { kind: 'not_rising', p95: 71_000 }],
    ['now where it is there', rising(30, 4, 200), { kind: 'reached', p95: 216_000 }],
  ])('is %s', (_, runs, expected) => {
    expect(forecastTimeout(hookOf(runs))).toEqual(expected);
  });

  test('is not told for further than is known', () => {
    expect(forecastTimeout(hookOf(rising(30, 1, 1000)))).toEqual({
      kind: 'beyond',
      p95: 129_000,
      perDay: 1000,
      horizon: MONDAY + 58.5 * DAY,
    });
  });

  test('is told with an interval', () => {
    expect(forecastTimeout(hookOf(rising(30, 2, 200)))).toEqual({
      kind: 'reaches',
      p95: 158_000,
      perDay: 2000,
      at: MONDAY + 50.5 * DAY,
      earliest: MONDAY + 50.5 * DAY,
      latest: MONDAY + 50.5 * DAY,
    });
    const noisy = forecastTimeout(hookOf(rising(30, 2, 200, 5)));
    if (noisy.kind !== 'reaches') throw new Error(noisy.kind);
    expect(dayOf(noisy.earliest)).toBeLessThan(dayOf(noisy.at));
    expect(dayOf(noisy.latest)).toBeGreaterThan(dayOf(noisy.at));
    // With noise, p95 is about 1.6 × 5 ms higher: four days earlier.
    expect(Math.abs(dayOf(noisy.at) - 46.5)).toBeLessThan(3);
  });
});
