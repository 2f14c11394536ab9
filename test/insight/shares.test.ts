import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differenceOf, exactChance, leastChance, type Share } from '../../src/insight/shares.ts';

const share = fc
  .record({ all: fc.integer({ min: 1, max: 30 }), of: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ all, of }): Share => ({ all, marked: Math.round(all * of) }));

const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);

/** The chance of each way in which the marked ones can have fallen. */
function chances(before: Share, after: Share): Map<number, number> {
  const [marked, all] = [before.marked + after.marked, before.all + after.all];
  const found = new Map<number, number>();
  for (let k = Math.max(0, marked - before.all); k <= Math.min(marked, after.all); k++) {
    found.set(k, (choose(marked, k) * choose(all - marked, after.all - k)) / choose(all, after.all));
  }
  return found;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function chanceOf(before: Share, after: Share): number {
  const all = [...chances(before, after)];
  const more = sum(all.filter(([k]) => k >= after.marked).map(([, p]) => p));
  const less = sum(all.filter(([k]) => k <= after.marked).map(([, p]) => p));
  return Math.min(1, 2 * Math.min(more, less));
}

describe('the exact test', () => {
  test('is the sum over all ways to fall', () => {
    fc.assert(
      fc.property(share, share, (before, after) => {
        expect(exactChance(before, after)).toBeCloseTo(chanceOf(before, after), 9);
        expect(exactChance(after, before)).toBeCloseTo(chanceOf(before, after), 9);
      }),
    );
  });

  test('can give no less than its least', () => {
    fc.assert(
      fc.property(share, share, (before, after) => {
        const marked = before.marked + after.marked;
        const least = [...chances(before, after).keys()].map((k) =>
          chanceOf({ marked: marked - k, all: before.all }, { marked: k, all: after.all }),
        );
        expect(leastChance(before, after)).toBeCloseTo(Math.min(...least), 9);
      }),
    );
  });

  test('is quick and finite for millions of runs', () => {
    const [before, after] = [
      { marked: 900, all: 1_000_000 },
      { marked: 1100, all: 1_000_000 },
    ];
    expect(exactChance(before, after)).toBeGreaterThan(1e-6);
    expect(exactChance(before, after)).toBeLessThan(1e-4);
  });
});

describe('the difference', () => {
  // Newcombe, Statistics in Medicine 17 (1998) 873–890, table II, method 10; p1 − p2 there is before − after here with the sides exchanged.
  test.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [10, 10, 0, 20, 0.6791, 1],
    [0, 10, 0, 10, -0.2775, 0.2775],
  ])('of %i/%i to %i/%i is as published', (a, m, b, n, low, high) => {
    const found = differenceOf({ marked: b, all: n }, { marked: a, all: m }, 1.959964);
    expect([found.low, found.high]).toEqual([expect.closeTo(low, 3), expect.closeTo(high, 3)]);
  });

  test('turns its sign with the sides', () => {
    fc.assert(
      fc.property(share, share, (before, after) => {
        const [to, back] = [differenceOf(before, after, 3), differenceOf(after, before, 3)];
        expect(to.low).toBeCloseTo(-back.high, 12);
        expect(to.low <= to.difference && to.difference <= to.high).toBe(true);
      }),
    );
  });
});
