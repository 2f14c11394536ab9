import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { twoSided } from '../../src/insight/normal.ts';
import { compareRanks, mad, median, ranksOf } from '../../src/insight/ranks.ts';
import { randomFrom } from '../support/random.ts';

const values = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 });
const some = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 60 });

describe('ranks', () => {
  test('are shared by equal values', () => {
    expect(ranksOf([10, 20, 20, 5])).toEqual({ ranks: Float64Array.of(2, 3.5, 3.5, 1), ties: 6 });
    expect(ranksOf([])).toEqual({ ranks: new Float64Array(0), ties: 0 });
  });

  test('add up to n (n + 1) / 2, and count the values that are smaller', () => {
    fc.assert(
      fc.property(values, (all) => {
        const { ranks } = ranksOf(all);
        expect(ranks.reduce((sum, rank) => sum + rank, 0)).toBe((all.length * (all.length + 1)) / 2);
        const counted = all.map((value) => {
          const smaller = all.filter((other) => other < value).length;
          return smaller + (all.filter((other) => other === value).length + 1) / 2;
        });
        expect([...ranks]).toEqual(counted);
      }),
    );
  });
});

describe('two samples', () => {
  // z by hand: R is the rank sum of the second sample, z = (R − n(m+n+1)/2) / √(mn/12 · (m+n+1 − Σ(t³−t)/((m+n)(m+n−1)))).
  test.each([
    { before: [1, 2, 3], after: [4, 5, 6], z: 4.5 / Math.sqrt(5.25), delta: 1 },
    { before: [4, 5, 6], after: [1, 2, 3], z: -4.5 / Math.sqrt(5.25), delta: -1 },
    { before: [1, 1, 2], after: [1, 2, 2], z: 1.5 / Math.sqrt((9 / 12) * (7 - 48 / 30)), delta: 1 / 3 },
    { before: [0, 0, 0, 0], after: [0, 0, 1, 1], z: 4 / Math.sqrt((16 / 12) * (9 - 216 / 56)), delta: 0.5 },
    { before: [5, 5, 5], after: [5, 5], z: 0, delta: 0 },
    { before: [], after: [1], z: 0, delta: 0 },
    { before: [1], after: [], z: 0, delta: 0 },
  ])('$before and $after', ({ before, after, z, delta }) => {
    const compared = compareRanks(before, after);
    expect(compared.z).toBeCloseTo(z, 12);
    expect(compared.delta).toBeCloseTo(delta, 12);
  });

  test('have the delta that counting all pairs gives', () => {
    fc.assert(
      fc.property(some, some, (before, after) => {
        const signs = before.flatMap((a) => after.map((b) => Math.sign(b - a)));
        const delta = signs.reduce<number>((sum, sign) => sum + sign, 0) / signs.length;
        expect(compareRanks(before, after).delta).toBeCloseTo(delta, 12);
        expect(compareRanks(after, before).z).toBeCloseTo(-compareRanks(before, after).z, 12);
      }),
    );
  });

  test('of the same kind differ by chance as often as z says', () => {
    const { uniform } = randomFrom(11);
    let beyond = 0;
    for (let i = 0; i < 2000; i++) {
      const sample = (n: number): number[] => Array.from({ length: n }, () => Math.floor(uniform() * 6));
      if (Math.abs(compareRanks(sample(20), sample(35)).z) > 1.96) beyond++;
    }
    expect(beyond / 2000).toBeGreaterThan(0.035);
    expect(beyond / 2000).toBeLessThan(0.065);
  });
});

describe('the middle', () => {
  test.each([
    { of: [], median: undefined, mad: undefined },
    { of: [3], median: 3, mad: 0 },
    { of: [1, 1, 2, 2, 4, 6, 9], median: 2, mad: 1 },
    { of: [4, 1], median: 2.5, mad: 1.5 },
  ])('of $of', ({ of, ...expected }) => {
    expect({ median: median(of), mad: mad(of) }).toEqual(expected);
  });
});

describe('the normal distribution', () => {
  // As R gives it: 2 * pnorm(-z).
  test.each([
    [0, 1],
    [1, 0.31731050786291415],
    [-1.959963984540054, 0.05],
    [3, 0.0026997960632601866],
    [6, 1.973175290075396e-9],
    [10, 1.523970604832094e-23],
  ])('beyond %d', (z, chance) => {
    expect(twoSided(z) / chance).toBeCloseTo(1, 6);
  });
});
