import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { believed, binomialAtLeast, drawnAtLeast, lnFactorial } from '../../src/insight/counts.ts';

describe('exact chances', () => {
  test('of a lady who tastes tea (Fisher, 1935)', () => {
    expect(drawnAtLeast(4, 4, 4, 8)).toBeCloseTo(1 / 70, 12);
    expect(drawnAtLeast(3, 4, 4, 8)).toBeCloseTo(17 / 70, 12);
  });

  test('of eight heads in ten', () => {
    expect(binomialAtLeast(8, 10, 0.5)).toBeCloseTo(56 / 1024, 12);
    expect(binomialAtLeast(2, 10, 0.5)).toBeCloseTo(1 - 11 / 1024, 12);
  });

  test('are those that adding up all ways gives', () => {
    const choose = (n: number, k: number): number =>
      k < 0 || k > n ? 0 : k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k;
    const from = (k: number, n: number): number[] => Array.from({ length: Math.max(0, n - k + 1) }, (_, i) => k + i);
    const small = fc.integer({ min: 0, max: 25 });
    fc.assert(
      fc.property(small, small, small, small, (rest, marked, drawn, k) => {
        const all = marked + rest;
        fc.pre(drawn <= all);
        const ways = from(k, drawn).reduce((sum, i) => sum + choose(marked, i) * choose(rest, drawn - i), 0);
        expect(drawnAtLeast(k, drawn, marked, all)).toBeCloseTo(ways / choose(all, drawn), 9);
      }),
    );
    fc.assert(
      fc.property(small, small, fc.double({ min: 0, max: 1, noNaN: true }), (n, k, p) => {
        const chance = from(k, n).reduce((sum, i) => sum + choose(n, i) * p ** i * (1 - p) ** (n - i), 0);
        expect(binomialAtLeast(k, n, p)).toBeCloseTo(chance, 9);
      }),
    );
  });

  test('stay exact where they are tiny', () => {
    // ln(170!) as R gives it: lgamma(171).
    expect(lnFactorial(170)).toBeCloseTo(706.5730622457874, 8);
    expect(drawnAtLeast(20, 20, 20, 1000) * 3.39482811302457e41).toBeCloseTo(1, 6);
  });
});

describe('many tests', () => {
  // Benjamini and Hochberg (1995), table 1: of these 15, four stand at 5 %.
  const TABLE = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
  ];

  test('leave those that hold together', () => {
    const found = TABLE.map((p) => ({ p })).reverse();
    expect(believed(found, 15, 0.05).map(({ p }) => p)).toEqual([0.0001, 0.0004, 0.0019, 0.0095]);
    expect(believed(found.slice(-3), 15, 0.05).length).toBe(3);
    expect(believed([], 0, 0.05)).toEqual([]);
  });
});
