import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quantile } from '../../src/insight/quantile.ts';
import { DurationSketch } from '../../src/insight/sketch.ts';
import { lognormal, randomFrom } from '../support/random.ts';

const YEAR = 366 * 86_400e6;
const share = fc.double({ min: 0, max: 1, noNaN: true });

function sketchOf(values: Iterable<number>): DurationSketch {
  const sketch = new DurationSketch();
  for (const value of values) sketch.add(value);
  return sketch;
}

/** From microseconds to a year, as many of each power of ten. */
const durations = fc
  .array(fc.double({ min: 0, max: Math.log(YEAR), noNaN: true }), { minLength: 1025, maxLength: 3000, size: 'max' })
  .map((logs) => Float64Array.from(logs, (log) => Math.floor(Math.exp(log))));

describe('a sketch of durations', () => {
  test('is exact up to 1,024 of them', () => {
    const values = fc.array(fc.integer({ min: 0, max: YEAR }), { maxLength: 1024 });
    fc.assert(
      fc.property(values, share, (all, p) => {
        const sketch = sketchOf(all);
        expect(sketch.isExact).toBe(true);
        expect(sketch.quantile(p)).toBe(quantile(Float64Array.from(all).sort(), p));
      }),
    );
  });

  test('of more of them is within half a percent of the value at that rank, from nothing to a year', () => {
    fc.assert(
      fc.property(durations, share, (all, p) => {
        const sketch = sketchOf(all);
        const value = all.toSorted()[Math.floor((all.length - 1) * p)] ?? NaN;
        expect([sketch.isExact, sketch.count]).toEqual([false, all.length]);
        expect(Math.abs((sketch.quantile(p) ?? NaN) - value)).toBeLessThanOrEqual(0.005 * value);
      }),
      { numRuns: 50 },
    );
  });

  test('keeps the ends, and is the same in any order', () => {
    const all = [...lognormal(randomFrom(1), 5000, 1e5, 1), 0, YEAR].map(Math.floor);
    const [one, other] = [sketchOf(all), sketchOf(all.toReversed())];
    expect(one.quantile(0)).toBe(0);
    expect((one.quantile(1) ?? 0) / YEAR).toBeCloseTo(1, 2);
    for (const p of [0.01, 0.5, 0.95, 0.99]) expect(other.quantile(p)).toBe(one.quantile(p));
  });
});
