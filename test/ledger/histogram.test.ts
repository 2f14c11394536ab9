import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { micros, microsFromSeconds } from '../../src/base/units.ts';
import { BOUNDS_SECONDS, BUCKETS, bucketOf, logOf, millionths } from '../../src/ledger/histogram.ts';

const LONGEST = 366 * 86_400_000_000;

describe('the histogram', () => {
  test('has the bounds of the contract', () => {
    expect(BOUNDS_SECONDS).toEqual([0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600]);
    expect(BUCKETS).toBe(17);
  });

  test.each(BOUNDS_SECONDS.map((bound, i) => [bound, i] as const))(
    'counts %s s in its own bucket, and what is longer in the next',
    (bound, i) => {
      const at = microsFromSeconds(bound);
      expect([at - 1, at, at + 1].map((us) => bucketOf(micros(us)))).toEqual([i, i, i + 1]);
    },
  );

  test('has a place for nothing and for a year', () => {
    expect([bucketOf(micros(0)), bucketOf(micros(LONGEST))]).toEqual([0, 16]);
  });

  test('agrees with looking at every bound', () => {
    fc.assert(
      fc.property(fc.oneof(fc.nat({ max: 700_000_000 }), fc.nat({ max: LONGEST })), (us) => {
        const found = BOUNDS_SECONDS.findIndex((bound) => us <= Math.round(bound * 1e6));
        expect(bucketOf(micros(us))).toBe(found === -1 ? 16 : found);
      }),
    );
  });
});

describe('the log moments', () => {
  test.each([
    [0, 0, 0],
    [1, 1000, 1],
    [1000, 693_147, 480_453],
    [175_440, 5_172_981, 26_759_731],
    [60_000_000, 11_002_117, 121_046_568],
    [LONGEST, 24_177_132, 584_533_691],
  ])('of %d µs are whole millionths', (us, log, square) => {
    const ln = logOf(micros(us));
    expect([millionths(ln), millionths(ln * ln)]).toEqual([log, square]);
  });

  test('are what the definition says', () => {
    fc.assert(
      fc.property(fc.nat({ max: LONGEST }), (us) => {
        const log = Math.log(1 + us / 1000);
        expect(millionths(logOf(micros(us))) / 1e6).toBeCloseTo(log, 5);
      }),
    );
  });
});
