import { afterEach, expect, test } from 'vitest';
import { microsFromMillis } from '../../../src/base/units.ts';
import { localCalendar } from '../../../src/commands/watch/calendar.ts';
import { createPeriods } from '../../../src/commands/watch/periods.ts';

const here = process.env['TZ'];
afterEach(() => {
  if (here === undefined) delete process.env['TZ'];
  else process.env['TZ'] = here;
});

const at = (iso: string) => microsFromMillis(Date.parse(iso));

test.each([
  ['UTC', '2026-11-25T23:59:59.999Z', '2026-11-26T00:00:00Z', '23:59:59', '11-25'],
  ['Pacific/Kiritimati', '2026-11-25T09:59:59.999Z', '2026-11-25T10:00:00Z', '23:59:59', '11-25'],
  ['America/New_York', '2026-11-01T03:59:59.999Z', '2026-11-01T04:00:00Z', '23:59:59', '10-31'],
  ['America/New_York', '2026-11-02T04:59:59.999Z', '2026-11-02T05:00:00Z', '23:59:59', '11-01'], // a day of 25 hours
  ['Europe/Berlin', '2027-03-28T21:59:59.999Z', '2027-03-28T22:00:00Z', '23:59:59', '03-28'], // and one of 23
])('in %s, %s is the last moment of its day', (zone, last, first, time, date) => {
  process.env['TZ'] = zone;
  const { dayOf, time: timeOf, date: dateOf } = localCalendar();
  expect([timeOf(at(last)), dateOf(at(last)), timeOf(at(first))]).toEqual([time, date, '00:00:00']);
  expect(dayOf(at(first)) - dayOf(at(last))).toBe(1);
  expect(dayOf(at(last))).toBe(dayOf(microsFromMillis(Date.parse(last) - 22 * 3_600_000)));
});

test('days have numbers without gaps, asked for in any order', () => {
  process.env['TZ'] = 'America/New_York';
  const { dayOf } = localCalendar();
  const days = Array.from({ length: 800 }, (_, i) => at(new Date(Date.UTC(2026, 0, i, 17)).toISOString()));
  const numbers = days.map(dayOf);
  expect(numbers).toEqual(numbers.map((_, i) => (numbers[0] ?? 0) + i));
  expect(days.toReversed().map(dayOf)).toEqual(numbers.toReversed());
});

test('today begins anew each midnight; what is asked for since a moment does not', () => {
  process.env['TZ'] = 'UTC';
  const calendar = localCalendar();
  const [before, after] = [at('2026-11-25T23:59:59Z'), at('2026-11-26T00:00:01Z')];
  const today = createPeriods(undefined, calendar);
  expect([today.periodOf(before) === today.current(before), today.periodOf(before) === today.current(after)]).toEqual([
    true,
    false,
  ]);
  expect([today.since, today.label(after)]).toEqual([0, 'today']);
  const since = createPeriods(before, calendar);
  expect(since.periodOf(before)).toBe(since.current(after));
  expect([since.since, since.label(before), since.label(after)]).toEqual([before, 'since 23:59:59', 'since 11-25']);
});
