// Runs by day. A day is 24 hours from midnight in a zone that the caller names by its offset from UTC.

import { DAY } from '../base/units.ts';
import { quantile } from './quantile.ts';
import type { HookRuns } from './runs.ts';
import type { TimedValue } from './trend.ts';

/** Days since 1970 (fractions cut) of a moment. */
export const dayOf = (at: number, offset: number): number => Math.floor((at + offset) / DAY);

/** The quantile `p` of the durations (µs) of each day that has at least `least` known ones; `at` is the day. */
export function dailyQuantiles(runs: HookRuns, p: number, least: number, offset = 0): TimedValue[] {
  return days(runs, offset).flatMap(({ day, from, to }) => {
    const known = runs.us.subarray(from, to).filter((us) => !Number.isNaN(us));
    const value = known.length < least ? undefined : quantile(known.sort(), p);
    return value === undefined ? [] : [{ at: day, value }];
  });
}

/**
 * Runs of all these hooks on each day from the first to the last, days without any included. The first and the last day are left out, since they may be
 * partial. No day at all where they lie more than ten years apart: a clock was wrong.
 */
export function dailyCounts(hooks: readonly HookRuns[], offset = 0): TimedValue[] {
  const counts = new Map<number, number>();
  let [first, last] = [Infinity, -Infinity];
  for (const { day, from, to } of hooks.flatMap((runs) => days(runs, offset))) {
    counts.set(day, (counts.get(day) ?? 0) + to - from);
    first = Math.min(first, day);
    last = Math.max(last, day);
  }
  if (last - first < 2 || last - first > MOST_DAYS) return [];
  return Array.from({ length: last - first - 1 }, (_, i) => ({
    at: first + 1 + i,
    value: counts.get(first + 1 + i) ?? 0,
  }));
}

const MOST_DAYS = 3660;

interface Day {
  readonly day: number;
  readonly from: number;
  readonly to: number;
}

function days({ at, length }: HookRuns, offset: number): Day[] {
  const found: Day[] = [];
  for (let from = 0; from < length; ) {
    const day = dayOf(at[from] ?? 0, offset);
    let to = from + 1;
    while (to < length && dayOf(at[to] ?? 0, offset) === day) to++;
    found.push({ day, from, to });
    from = to;
  }
  return found;
}
