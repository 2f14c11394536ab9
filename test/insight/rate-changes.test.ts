import { describe, expect, test } from 'vitest';
import { rateChanges } from '../../src/insight/rate-changes.ts';
import { randomFrom } from '../support/random.ts';

const outcomes = (text: string): Uint8Array => Uint8Array.from(text, (letter) => (letter === 'x' ? 1 : 0));
const dots = (count: number): string => '.'.repeat(count);
const crosses = (count: number): string => 'x'.repeat(count);

describe('changes of the rate of failures', () => {
  test.each([
    ['', []],
    ['x', []],
    [dots(1000), []],
    [crosses(1000), []],
    [dots(7) + crosses(7), []],
    [dots(8) + crosses(8), [{ at: 8, before: 0, after: 1 }]],
    [
      dots(50) + crosses(10) + dots(50),
      [
        { at: 50, before: 0, after: 1 },
        { at: 60, before: 1, after: 0 },
      ],
    ],
    [
      crosses(50) + dots(10) + crosses(50),
      [
        { at: 50, before: 1, after: 0 },
        { at: 60, before: 0, after: 1 },
      ],
    ],
    ['.........x'.repeat(100), []],
    [dots(2000) + `${dots(199)}x`.repeat(10), []],
    [dots(8000) + `${dots(199)}x`.repeat(40), []],
  ])('%#', (text, expected) => {
    expect(rateChanges(outcomes(text))).toEqual(expected);
  });

  // What docs/insight.md says: 1,000 histories each.
  test.each([
    { rate: 0.001, runs: 2000, most: 0.002 },
    { rate: 0.02, runs: 500, most: 0.005 },
    { rate: 0.3, runs: 300, most: 0.005 },
  ])('are hardly ever found where the rate stays $rate', ({ rate, runs, most }) => {
    const { uniform } = randomFrom(77);
    let found = 0;
    for (let i = 0; i < 1000; i++) {
      if (rateChanges(Uint8Array.from({ length: runs }, () => (uniform() < rate ? 1 : 0))).length > 0) found++;
    }
    expect(found / 1000).toBeLessThanOrEqual(most);
  });

  test('are found where the rate grows from 2 % to 30 %, near the place', () => {
    const { uniform } = randomFrom(78);
    const places: number[] = [];
    for (let i = 0; i < 200; i++) {
      const failed = Uint8Array.from({ length: 260 }, (_, run) => (uniform() < (run < 200 ? 0.02 : 0.3) ? 1 : 0));
      places.push(...rateChanges(failed).map(({ at }) => at));
    }
    expect(places.length).toBeGreaterThan(185);
    expect(places.filter((at) => Math.abs(at - 200) <= 10).length).toBeGreaterThan(160);
  });
});
