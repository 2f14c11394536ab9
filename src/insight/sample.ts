// What is kept of many durations. Why evenly spaced ones, and why so many: docs/decisions/0014-baselines.md.

/** A sample holds this many values at most. */
export const SAMPLE = 1000;

/**
 * Of up to 1,000 sorted values all; of more, the middle one of each of a thousand parts of equal length. Tests may take the sample for a
 * thousand values: it lies nearer to all of them than values drawn by chance would.
 */
export function sampleOf(sorted: Float64Array): Float64Array {
  const { length } = sorted;
  if (length <= SAMPLE) return sorted.slice();
  return Float64Array.from({ length: SAMPLE }, (_, i) => sorted[Math.floor(((i + 0.5) * length) / SAMPLE)] ?? 0);
}
