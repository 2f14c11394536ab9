import { describe, expect, test } from 'vitest';
import { dayStart, type Micros, micros, utcDay } from '../../src/base/units.ts';
import { believedTime } from '../../src/sidecar/housekeeping.ts';

const noon = (day: string): Micros => micros(dayStart(day) + 43_200_000_000);

describe('how old days are is judged by', () => {
  test.each([
    ['the clock, where there are no days', [], '2026-11-28', '2026-11-28'],
    ['the clock, where runs go on', ['2026-11-26', '2026-11-27', '2026-11-28'], '2026-11-28', '2026-11-28'],
    ['the clock, where hooks run once a week', ['2026-11-07', '2026-11-14', '2026-11-21'], '2026-11-28', '2026-11-28'],
    ['the newest runs, where the clock is far ahead', ['2026-11-27', '2026-11-28'], '2027-06-16', '2026-11-28'],
    [
      'those before, where a run has been written at such a time',
      ['2026-11-28', '2027-06-16'],
      '2027-06-16',
      '2026-11-28',
    ],
    [
      'the clock again, with runs of two days after a pause',
      ['2026-11-28', '2027-06-15', '2027-06-16'],
      '2027-06-16',
      '2027-06-16',
    ],
    [
      'the clock, where it was ahead and is right again',
      ['2026-11-27', '2026-11-28', '2027-06-16'],
      '2026-11-28',
      '2026-11-28',
    ],
  ])('%s', (_, days, today, believed) => {
    expect(utcDay(believedTime(days, noon(today)))).toBe(believed);
  });
});
