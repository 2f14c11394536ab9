import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  ago,
  bytes,
  counted,
  day,
  duration,
  iso,
  moment,
  percent,
  runningFor,
  times,
} from '../../../src/views/page/format.ts';

test.each([
  [null, '–'],
  [Number.NaN, '–'],
  [0, '0ms'],
  [0.04, '0ms'],
  [4.24, '4.24ms'],
  [9.996, '10ms'],
  [999.4, '999ms'],
  [999.5, '1s'],
  [2_647, '2.65s'],
  [60_000, '60s'],
  [119_499, '119s'],
  [119_500, '2 min'],
  [200_000, '3 min 20 s'],
  [3_599_600, '1 h'],
  [7_500_000, '2 h 5 min'],
  [3 * 86_400_000, '3 d'],
])('%s ms is %s', (ms, text) => expect(duration(ms)).toBe(text));

test.each([
  [null, '–'],
  [0, '0%'],
  [0.0004, '<0.1%'],
  [0.034, '3.4%'],
  [0.5, '50%'],
  [0.899, '90%'],
  [0.9783, '97.8%'],
  [0.988, '98.8%'],
  [0.9951, '99.5%'],
  [0.99999, '>99.9%'],
  [1, '100%'],
])('a rate of %s is %s', (rate, text) => expect(percent(rate)).toBe(text));

test.each([
  [-5000, 'now'],
  [999, 'now'],
  [59_999, '59 s ago'],
  [60_000, '1 min ago'],
  [7_199_999, '1 h ago'],
  [172_799_999, '47 h ago'],
  [172_800_000, '2 d ago'],
])('%s ms back is %s', (ms, text) => expect(ago(ms)).toBe(text));

test('only all is 100%, and only nothing is 0%', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true, minExcluded: true, maxExcluded: true }), (rate) => {
      expect(['0%', '100%']).not.toContain(percent(rate));
    }),
  );
});

test('any number is some text, however odd', () => {
  fc.assert(
    fc.property(fc.double(), (value) => {
      for (const text of [duration(value), percent(value), runningFor(value), times(value, 1)])
        expect(typeof text).toBe('string');
      if (!Number.isNaN(value)) expect(iso(value)).toMatch(/^[+-]?\d+-\d\d-\d\dT/);
    }),
  );
});

test('the rest', () => {
  expect(day(Date.parse('2026-11-24T23:59:59.9Z'))).toBe('Nov 24');
  expect(moment(Date.parse('2026-11-24T14:03:59.9Z'))).toBe('2026-11-24 14:03');
  expect([runningFor(1240), runningFor(-3), runningFor(61_000)]).toEqual(['1.2s', '0.0s', '61.0s']);
  expect([times(100, 160), times(160, 100), times(10, 200), times(0, 5)]).toEqual(['1.6×', '1.6×', '20×', '']);
  expect([bytes(1), bytes(1499), bytes(2_340_000)]).toEqual(['1 byte', '1 kB', '2.3 MB']);
  expect([counted(1, 'run'), counted(12_345, 'run')]).toEqual(['1 run', '12,345 runs']);
});
