import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hookBaselines } from '../../src/insight/baseline.ts';
import { quantile } from '../../src/insight/quantile.ts';
import { SAMPLE, sampleOf } from '../../src/insight/sample.ts';
import { historyOf } from '../support/history.ts';
import { isSmallOf } from './baselines.ts';

describe('a sample', () => {
  test('is everything, of up to a thousand values', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1e9), { maxLength: 1000 }), (values) => {
        const sorted = Float64Array.from(values).sort();
        expect(sampleOf(sorted)).toEqual(sorted);
      }),
      { numRuns: 30 },
    );
  });

  test.each([1001, 1500, 99_999])(
    'of %i values is a thousand of them, nowhere further from the whole than a thousandth',
    (count) => {
      const sample = sampleOf(Float64Array.from({ length: count }, (_, i) => i));
      expect(sample.length).toBe(SAMPLE);
      expect(
        [...sample].every((value, i) => Number.isInteger(value) && (i === 0 || value > (sample[i - 1] ?? 0))),
      ).toBe(true);
      for (const p of [0.001, 0.01, 0.25, 0.5, 0.9, 0.999]) {
        expect(Math.abs((quantile(sample, p) ?? 0) - p * (count - 1))).toBeLessThanOrEqual(count / 1000 + 1);
      }
    },
  );

  test('of a hundred thousand runs of one hook is less than 100 kB', () => isSmallOf(100_000));
});

test('a baseline is of the runs that did their work, and counts all of them', () => {
  const [hook] = hookBaselines(
    historyOf([
      { at: 1, ms: 30, outcome: 'success' },
      { at: 2, ms: 10, outcome: 'blocked' },
      { at: 3, ms: 1, outcome: 'failed', code: 1 },
      { at: 4, ms: undefined, outcome: 'lost' },
      { at: 5, ms: undefined, outcome: 'success' },
    ]),
  );
  expect(hook).toMatchObject({
    runs: 5,
    outcomes: { success: 2, blocked: 1, failed: 1, not_found: 0, signaled: 0, timed_out: 0, lost: 1 },
    durations: 2,
    quantiles: { p50: 20_000, p95: 29_000, p99: 29_800 },
    sample: Float64Array.of(10_000, 30_000),
  });
});
