import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { levelChanges, recentLevelChanges } from '../../src/insight/level-changes.ts';
import { rankSegments } from '../../src/insight/segments.ts';
import { lognormal, randomFrom } from '../support/random.ts';

const series = (...parts: readonly (readonly number[])[]): Float64Array => Float64Array.from(parts.flat());
const constant = (count: number, value: number): number[] => Array.from({ length: count }, () => value);
const places = (values: Float64Array): number[] => levelChanges(values).map(({ at }) => at);

describe('segments', () => {
  test('are those that trying every split by brute force finds first', () => {
    // 16 values can be cut in one place only, and the chance of a perfect order, 2 / C(16, 8), is small enough.
    expect(rankSegments([1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 16, 17, 18])).toEqual([8]);
    // 17 values can be cut in two places: z is 36 / √108, p 0.00053, and twice that is too much.
    expect(rankSegments([0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 16, 17, 18])).toEqual([]);
    expect(rankSegments([1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 14, 15, 16, 17, 18])).toEqual([]);
  });

  test('depend on the order of the values alone', () => {
    const steps = fc.array(fc.record({ level: fc.integer({ min: 1, max: 9 }), runs: fc.nat(40) }), { maxLength: 5 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 2 ** 31 }), (levels, seed) => {
        const random = randomFrom(seed);
        const values = levels.flatMap(({ level, runs }) => lognormal(random, runs, level, 0.2));
        expect(rankSegments(values.map((value) => Math.log(value) * 3 + 7))).toEqual(rankSegments(values));
      }),
    );
  });
});

describe('changes of level', () => {
  test('are found where they are, with both sides', () => {
    expect(levelChanges(series(constant(20, 100), constant(20, 150)))).toEqual([
      { at: 20, before: 100, after: 150, deviations: Infinity, delta: 1 },
    ]);
    expect(levelChanges(series(constant(20, 150), constant(20, 100), constant(20, 300)))).toEqual([
      { at: 20, before: 150, after: 100, deviations: Infinity, delta: -1 },
      { at: 40, before: 100, after: 300, deviations: Infinity, delta: 1 },
    ]);
  });

  test.each([
    ['no runs', []],
    ['one run', [5]],
    ['too few runs', constant(7, 1).concat(constant(8, 100))],
    ['a constant', constant(1000, 3)],
    ['zeros', constant(100, 0)],
    ['a shift of less than 5 %', constant(50, 1000).concat(constant(50, 1049))],
    ['a shift of 1.48 deviations', Array.from({ length: 100 }, (_, i) => (i < 50 ? 100 : 111) + (i % 2) * 10)],
    ['single outliers', Array.from({ length: 300 }, (_, i) => (i % 40 === 0 ? 9000 : 100 + (i % 7)))],
  ])('are not found in %s', (_, values) => {
    expect(levelChanges(Float64Array.from(values))).toEqual([]);
    expect(recentLevelChanges(Float64Array.from(values))).toEqual([]);
  });

  test('lie inside the series, eight runs apart, and are all large enough', () => {
    const random = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 300 });
    fc.assert(
      fc.property(random, (values) => {
        const found = levelChanges(Float64Array.from(values));
        const ends = [0, ...found.map(({ at }) => at), values.length];
        if (found.length > 0)
          expect(Math.min(...ends.slice(1).map((end, i) => end - (ends[i] ?? 0)))).toBeGreaterThanOrEqual(8);
        for (const { before, after, deviations, delta } of found) {
          const shift = Math.abs(after - before) / before;
          const isClear = shift >= 0.05 && deviations >= 1.5 && Math.abs(delta) >= 0.8;
          expect(isClear || (shift >= 0.2 && deviations >= 0.75 && Math.abs(delta) >= 0.4)).toBe(true);
        }
      }),
    );
  });

  test('are found among runs that vary by 30 %, once there are thirty of them', () => {
    const found = (runs: number): number => {
      let hits = 0;
      for (let seed = 0; seed < 50; seed++) {
        const random = randomFrom(seed);
        const values = series(lognormal(random, 300, 100, 0.3), lognormal(random, runs, 140, 0.3));
        if (levelChanges(values).some(({ at, delta }) => delta > 0 && Math.abs(at - 300) <= 25)) hits++;
      }
      return hits;
    };
    expect(found(20)).toBeLessThan(10);
    expect(found(50)).toBeGreaterThanOrEqual(40);
  });

  test('in long series are dated to a few runs, old ones and new ones', () => {
    const random = randomFrom(3);
    const part = (count: number, middle: number): number[] => lognormal(random, count, middle, 0.15);
    const found = places(series(part(30_000, 100), part(30_000, 150), part(39_970, 100), part(30, 170)));
    expect(found.length).toBe(3);
    for (const [i, expected] of [30_000, 60_000, 99_970].entries()) {
      expect(Math.abs((found[i] ?? 0) - expected)).toBeLessThanOrEqual(5);
    }
  });

  test('of the latest runs carry the indices of the whole series', () => {
    const values = series(constant(500, 100), constant(500, 200), constant(30, 300));
    expect(recentLevelChanges(values).map(({ at }) => at)).toEqual([1000]);
  });
});
