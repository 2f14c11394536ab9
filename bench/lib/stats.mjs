// @ts-check
// Medians and spreads. A mean would let one disturbed round speak for all.

/** @typedef {{ median: number, min: number, max: number }} Spread */

/** @param {readonly number[]} values */
export const median = (values) => percentile(values, 0.5);

/**
 * Linear between the two nearest values; NaN of nothing.
 * @param {readonly number[]} values
 * @param {number} share 0 to 1
 */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}

/**
 * @param {readonly number[]} values
 * @returns {Spread}
 */
export const spreadOf = (values) => ({ median: median(values), min: Math.min(...values), max: Math.max(...values) });

/**
 * a/b round by round: what disturbs one round disturbs both sides of it.
 * @param {readonly number[]} a
 * @param {readonly number[]} b
 */
export const ratios = (a, b) => a.map((value, round) => value / (b[round] ?? Number.NaN));

/**
 * a-b round by round.
 * @param {readonly number[]} a
 * @param {readonly number[]} b
 */
export const differences = (a, b) => a.map((value, round) => value - (b[round] ?? Number.NaN));
