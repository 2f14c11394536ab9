// Rates for people and for metrics.json.

/**
 * 0 to 100 with two decimals; 0 when there is nothing to rate. Only what is wholly right is 100 and only what is wholly wrong
 * is 0: one failure in a million must not round away.
 */
export function percent(part: number, whole: number): number {
  if (whole === 0 || part === 0) return 0;
  if (part === whole) return 100;
  return Math.min(99.99, Math.max(0.01, Number(((part / whole) * 100).toFixed(2))));
}
