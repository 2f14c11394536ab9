import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quantile } from '../../src/insight/quantile.ts';

describe('a quantile', () => {
  // As R gives it: quantile(c(...), p, type = 7).
  test.each<[readonly number[], number, number | undefined]>([
    [[], 0.5, undefined],
    [[7], 0, 7],
    [[7], 0.99, 7],
    [[1, 2], 0.5, 1.5],
    [[1, 2, 3, 4], 0, 1],
    [[1, 2, 3, 4], 0.25, 1.75],
    [[1, 2, 3, 4], 0.5, 2.5],
    [[1, 2, 3, 4], 0.75, 3.25],
    [[1, 2, 3, 4], 1, 4],
    [[10, 20, 30, 40, 50], 0.9, 46],
    [[10, 20, 30, 40, 50], 0.95, 48],
    [[5, 5, 5, 9], 0.5, 5],
    [[0, 100], 0.99, 99],
  ])('of %j at %d is %d', (sorted, p, expected) => {
    if (expected === undefined) expect(quantile(sorted, p)).toBeUndefined();
    else expect(quantile(sorted, p)).toBeCloseTo(expected, 10);
  });

  test('lies within the values, and grows with its share', () => {
    const values = fc.array(fc.nat(), { minLength: 1 }).map((all) => all.sort((a, b) => a - b));
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(values, share, share, (sorted, p, q) => {
        const [low = 0, high = 0] = [quantile(sorted, Math.min(p, q)), quantile(sorted, Math.max(p, q))];
        expect(low).toBeGreaterThanOrEqual(sorted[0] ?? 0);
        expect(high).toBeLessThanOrEqual(sorted.at(-1) ?? 0);
        expect(low).toBeLessThanOrEqual(high);
      }),
    );
  });
});
