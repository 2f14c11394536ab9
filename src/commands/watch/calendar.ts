// Clock and days as people here have them.

import { type Micros, toMillis } from '../../base/units.ts';
import type { Calendar } from '../../views/watch/view.ts';

/** In the time zone of this process. */
export function localCalendar(): Calendar {
  // A million runs have few days: the bounds of the last one are kept.
  let known = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY, day: 0 };
  return {
    dayOf(at) {
      if (at < known.from || at >= known.to) known = dayAround(at);
      return known.day;
    },
    time(at) {
      const date = new Date(toMillis(at));
      return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
    },
    date(at) {
      const date = new Date(toMillis(at));
      return [date.getMonth() + 1, date.getDate()].map(two).join('-');
    },
  };
}

function dayAround(at: Micros): { readonly from: number; readonly to: number; readonly day: number } {
  const date = new Date(toMillis(at));
  const [year, month, day] = [date.getFullYear(), date.getMonth(), date.getDate()] as const;
  return {
    from: new Date(year, month, day).getTime() * 1e3,
    to: new Date(year, month, day + 1).getTime() * 1e3,
    day: Math.round(Date.UTC(year, month, day) / 86_400_000),
  };
}

const two = (value: number): string => String(value).padStart(2, '0');
