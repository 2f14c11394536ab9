import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgedTogether } from '../../src/insight/holm.ts';
import { distanceOf, twoSided } from '../../src/insight/normal.ts';

const chance = fc.double({ min: 0, max: 1, noNaN: true });

describe('many tests', () => {
  test('step down as in Holm’s paper', () => {
    const judged = judgedTogether([0.01, 0.04, 0.03, 0.005], 0.05);
    expect(judged.map(({ adjusted }) => adjusted)).toEqual([0.03, 0.06, 0.06, 0.02].map((p) => expect.closeTo(p, 12)));
    expect(judged.map(({ isSignificant }) => isSignificant)).toEqual([true, false, false, true]);
    expect(judged.map(({ level }) => level)).toEqual(
      [0.05 / 3, 0.025, 0.025, 0.0125].map((p) => expect.closeTo(p, 12)),
    );
  });

  test('are significant exactly where they are at most their level', () => {
    fc.assert(
      fc.property(fc.array(chance, { maxLength: 30 }), (chances) => {
        for (const [i, { isSignificant, level }] of judgedTogether(chances, 0.2).entries()) {
          const p = chances[i] ?? 1;
          if (Math.abs(p - level) > 1e-12) expect(p < level).toBe(isSignificant);
        }
      }),
    );
  });
});

test('the distance is the inverse of the chance', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-12, max: 0.99, noNaN: true }), (p) => {
      expect(twoSided(distanceOf(p)) / p).toBeCloseTo(1, 6);
    }),
  );
  expect(distanceOf(0.05)).toBeCloseTo(1.959964, 5);
});
