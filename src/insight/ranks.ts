// Statistics that look at the order of values only, so that one run of ten minutes weighs as much as one that was slightly slow.

import { quantile } from './quantile.ts';

/** The value in the middle; undefined for no values. */
export const median = (values: ArrayLike<number>): number | undefined =>
  quantile(Float64Array.from(values).sort(), 0.5);

/** A median absolute deviation times this estimates a normal distribution's standard deviation: 1 / Φ⁻¹(3/4). */
export const MAD_TO_DEVIATION = 1.4826;

/** The median distance from the median, unscaled; undefined for no values. */
export function mad(values: ArrayLike<number>): number | undefined {
  const middle = median(values);
  return middle === undefined ? undefined : median(Float64Array.from(values, (value) => Math.abs(value - middle)));
}

export interface Ranks {
  /** From 1; equal values share the mean of their ranks. */
  readonly ranks: Float64Array;
  /** Σ (t³ − t) over the groups of t equal values. */
  readonly ties: number;
}

export function ranksOf(values: ArrayLike<number>): Ranks {
  const ranks = new Float64Array(values.length);
  return { ranks, ties: rankInto(ranks, values, ascending(values)) };
}

/** The indices of the values in ascending order. */
export function ascending(values: ArrayLike<number>): Uint32Array {
  const order = Uint32Array.from({ length: values.length }, (_, i) => i);
  return order.sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
}

/** Writes the rank of `values[i]` among those that `order` names to `ranks[i]`; returns Σ (t³ − t). */
export function rankInto(ranks: Float64Array, values: ArrayLike<number>, order: Uint32Array): number {
  let ties = 0;
  for (let from = 0; from < order.length; ) {
    const value = values[order[from] ?? 0];
    let to = from + 1;
    while (to < order.length && values[order[to] ?? 0] === value) to++;
    const rank = (from + 1 + to) / 2;
    for (let i = from; i < to; i++) ranks[order[i] ?? 0] = rank;
    const equal = to - from;
    ties += equal ** 3 - equal;
    from = to;
  }
  return ties;
}

/** How two samples stand to each other. */
export interface RankComparison {
  /**
   * Mann and Whitney's U as a standard normal variable, with the variance corrected for ties and none for continuity (Lehmann,
   * Nonparametrics, 1975, eq. 1.35). Positive where `after` is larger; 0 where either is empty or all values are equal.
   */
  readonly z: number;
  /** Cliff's δ: the chance that a value of `after` is larger than one of `before`, less the chance that it is smaller. −1 to 1. */
  readonly delta: number;
  /** Of U where both are drawn from the same values, corrected for ties; 0 where all values are equal. */
  readonly deviation: number;
}

/** O(n log n) in time. */
export function compareRanks(before: ArrayLike<number>, after: ArrayLike<number>): RankComparison {
  const [m, n] = [before.length, after.length];
  if (m === 0 || n === 0) return { z: 0, delta: 0, deviation: 0 };
  const pooled = new Float64Array(m + n);
  for (let i = 0; i < m; i++) pooled[i] = before[i] ?? 0;
  for (let i = 0; i < n; i++) pooled[m + i] = after[i] ?? 0;
  const { ranks, ties } = ranksOf(pooled);
  let sum = 0;
  for (let i = m; i < m + n; i++) sum += ranks[i] ?? 0;
  const excess = sum - (n * (m + n + 1)) / 2;
  const deviation = rankSumDeviation(m, n, ties);
  return { z: deviation === 0 ? 0 : excess / deviation, delta: (2 * excess) / (m * n), deviation };
}

/** The standard deviation of the sum of the ranks of `n` values among `m + n`. */
export function rankSumDeviation(m: number, n: number, ties: number): number {
  const all = m + n;
  if (all < 2) return 0;
  return Math.sqrt(Math.max(0, ((m * n) / 12) * (all + 1 - ties / (all * (all - 1)))));
}
