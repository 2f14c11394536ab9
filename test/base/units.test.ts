import { describe, expect, test } from 'vitest';
import {
  add,
  DAY,
  dayStart,
  micros,
  microsFromMillis,
  microsFromSeconds,
  SECOND,
  since,
  toMillis,
  toSeconds,
  utcDay,
} from '../../src/base/units.ts';

describe('units', () => {
  test.each([
    [0.1754404, 175_440],
    [0.0000004, 0],
    [31_622_400, 31_622_400_000_000],
    [1.005, 1_005_000],
  ])('%d s are %d whole microseconds', (seconds, us) => {
    expect(microsFromSeconds(seconds)).toBe(us);
  });

  test('convert to what is shown outside', () => {
    expect([toSeconds(micros(175_440)), toMillis(micros(175_440)), microsFromMillis(175.44)]).toEqual([
      0.17544, 175.44, 175_440,
    ]);
    expect([SECOND, DAY, add(micros(1), micros(2))]).toEqual([1e6, 864e8, 3]);
  });

  test('never give a negative duration', () => {
    expect([since(micros(5), micros(7)), since(micros(7), micros(5))]).toEqual([2, 0]);
  });
});

describe('the day of a moment', () => {
  test.each([
    [0, '1970-01-01'],
    [1_795_328_330_674_562, '2026-11-22'],
    [dayStart('2026-11-22'), '2026-11-22'],
    [dayStart('2026-11-22') - 1, '2026-11-21'],
    [dayStart('2028-03-01') - 1, '2028-02-29'],
    [4_102_444_800_000_000, '2100-01-01'],
  ])('%d is on %s', (at, day) => {
    expect(utcDay(micros(at))).toBe(day);
    expect(dayStart(day)).toBeLessThanOrEqual(at);
    expect(dayStart(day) + DAY).toBeGreaterThan(at);
  });
});
