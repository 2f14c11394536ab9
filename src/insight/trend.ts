// Whether values go up or down over time, and how fast, whatever their distribution.

import { twoSided, Z_95 } from './normal.ts';
import { quantile } from './quantile.ts';
import { median } from './ranks.ts';

/** One value per moment; moments ascend and differ. */
export interface TimedValue {
  /** Days, or any other unit. */
  readonly at: number;
  readonly value: number;
}

export interface Trend {
  /** Mann and Kendall's test that there is none: two-sided, with the variance corrected for ties and z for continuity. */
  readonly p: number;
  /** Kendall's S over the number of pairs: −1 to 1. */
  readonly tau: number;
  /** Theil and Sen's slope: the median of the slopes between all pairs, per unit of `at`. */
  readonly slope: number;
  /** Its 95 % interval, by Sen (1968). */
  readonly low: number;
  readonly high: number;
}

/** Fewer values cannot show a trend: of three, six orders are equally likely. */
export const LEAST_VALUES = 5;
/** All pairs are looked at: of more values than two years of days, the latest count. */
const MOST_VALUES = 730;

/** Undefined for fewer than five values. Neighbours are taken to be independent: slow waves look like trends. */
export function trendOf(values: readonly TimedValue[]): Trend | undefined {
  if (values.length < LEAST_VALUES) return undefined;
  const latest = values.slice(-MOST_VALUES);
  const { slopes, s } = pairs(latest);
  const n = latest.length;
  const deviation = Math.sqrt(varianceOf(latest.map(({ value }) => value)));
  const z = deviation === 0 ? 0 : (s - Math.sign(s)) / deviation;
  // Ranks of the interval's ends among the slopes: N/2 ± 1.96 σ/2 (Sen, 1968; Gilbert, 1987, §16.5).
  const width = (Z_95 * deviation) / slopes.length;
  const at = (p: number): number => quantile(slopes, Math.min(1, Math.max(0, p))) ?? 0;
  return {
    p: twoSided(z),
    tau: s / ((n * (n - 1)) / 2),
    slope: at(0.5),
    low: at(0.5 - width / 2),
    high: at(0.5 + width / 2),
  };
}

function pairs(values: readonly TimedValue[]): { readonly slopes: Float64Array; readonly s: number } {
  const slopes = new Float64Array((values.length * (values.length - 1)) / 2);
  let s = 0;
  let next = 0;
  for (const [i, later] of values.entries()) {
    for (let j = 0; j < i; j++) {
      const earlier = values[j] ?? later;
      slopes[next++] = (later.value - earlier.value) / (later.at - earlier.at);
      s += Math.sign(later.value - earlier.value);
    }
  }
  return { slopes: slopes.sort(), s };
}

/** Var(S) = (n(n−1)(2n+5) − Σ t(t−1)(2t+5)) / 18 over the groups of t equal values (Kendall, Rank Correlation Methods, 1975). */
function varianceOf(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const term = (n: number): number => n * (n - 1) * (2 * n + 5);
  return Array.from(counts.values()).reduce((sum, equal) => sum - term(equal), term(values.length)) / 18;
}

/** The line with a slope that leaves as many values above it as below: its value at 0. */
export const interceptOf = (values: readonly TimedValue[], slope: number): number =>
  median(values.map(({ at, value }) => value - slope * at)) ?? 0;
