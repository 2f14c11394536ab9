// The runs of one hook in equal stretches of time: what sparklines, quantile lines and timelines are drawn from.

import type { Micros } from '../base/units.ts';
import { OUTCOMES } from '../ledger/outcome.ts';
import { quantile } from './quantile.ts';
import { FAILS, type HookRuns } from './runs.ts';

export interface Stretch {
  readonly from: Micros;
  readonly until: Micros;
  /** At least 1. */
  readonly parts: number;
}

/** One part. Quantiles are microseconds over the known durations of its runs; undefined where there are none. */
export interface Bucket {
  readonly runs: number;
  readonly failures: number;
  /** By index into OUTCOMES. */
  readonly outcomes: readonly number[];
  readonly p50: number | undefined;
  readonly p95: number | undefined;
  readonly p99: number | undefined;
}

/** As many as `parts`, empty ones included. Runs outside of [from, until] are left out; one at `until` is in the last. */
export function bucketsOf(runs: HookRuns, { from, until, parts }: Stretch): Bucket[] {
  const { at } = runs;
  const end = firstAfter(at, until);
  const buckets: Bucket[] = [];
  let start = firstAfter(at, from - 1);
  for (let part = 1; part <= parts; part++) {
    const limit = part === parts ? Number.POSITIVE_INFINITY : from + ((until - from) * part) / parts;
    let stop = start;
    while (stop < end && (at[stop] ?? 0) < limit) stop++;
    buckets.push(bucketOf(runs, start, stop));
    start = stop;
  }
  return buckets;
}

function bucketOf({ us, outcome }: HookRuns, start: number, stop: number): Bucket {
  const outcomes = OUTCOMES.map(() => 0);
  for (const code of outcome.subarray(start, stop)) outcomes[code] = (outcomes[code] ?? 0) + 1;
  const sorted = us
    .subarray(start, stop)
    .filter((each) => !Number.isNaN(each))
    .sort();
  return {
    runs: stop - start,
    failures: outcomes.reduce((sum, count, code) => sum + (FAILS[code] === 1 ? count : 0), 0),
    outcomes,
    p50: quantile(sorted, 0.5),
    p95: quantile(sorted, 0.95),
    p99: quantile(sorted, 0.99),
  };
}

/** The index of the first moment after `moment`, by bisection: moments ascend. */
export function firstAfter(at: Float64Array, moment: number): number {
  let [low, high] = [0, at.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((at[middle] ?? 0) <= moment) low = middle + 1;
    else high = middle;
  }
  return low;
}
