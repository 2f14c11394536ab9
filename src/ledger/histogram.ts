// Durations in fixed buckets: the bounds are part of the metric contract (docs/metrics.md), so changing one is a breaking change.

import { type Micros, microsFromSeconds, type Seconds } from '../base/units.ts';

/** Upper bounds, inclusive, as Prometheus counts them (`le`). */
export const BOUNDS_SECONDS = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600,
] as Seconds[] as readonly Seconds[];

const BOUNDS = BOUNDS_SECONDS.map(microsFromSeconds);

/** One more than there are bounds: the last bucket is everything above. */
export const BUCKETS = BOUNDS.length + 1;

/** The index of the bucket that a duration falls in. */
export function bucketOf(duration: Micros): number {
  let low = 0;
  let high = BOUNDS.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (duration <= (BOUNDS[middle] as Micros)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** ln(1 + milliseconds). The moments Σ and Σ² of it let PromQL compare mean durations by a run-weighted Welch test. */
export const logOf = (duration: Micros): number => Math.log1p(duration / 1e3);

/** Whole: integer sums do not depend on the order of the runs, and stay exact for 1.5 billion logarithms. */
export const millionths = (value: number): number => Math.round(value * 1e6);
