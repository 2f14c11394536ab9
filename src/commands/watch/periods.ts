// What the live view counts: the runs of today, or those since a moment that was asked for.

import { type Micros, micros } from '../../base/units.ts';
import type { Calendar } from '../../views/watch/view.ts';

export interface Periods {
  /** Runs that ended before are not looked at. */
  readonly since: Micros;
  periodOf(at: Micros): number;
  /** The period that is counted at this moment. */
  current(now: Micros): number;
  /** `today`, `since 14:03:00`, `since 11-20`. */
  label(now: Micros): string;
}

export function createPeriods(since: Micros | undefined, calendar: Calendar): Periods {
  if (since === undefined) {
    return { since: micros(0), periodOf: calendar.dayOf, current: calendar.dayOf, label: () => 'today' };
  }
  return {
    since,
    periodOf: () => 0,
    current: () => 0,
    label: (now) =>
      `since ${calendar.dayOf(since) === calendar.dayOf(now) ? calendar.time(since) : calendar.date(since)}`,
  };
}
