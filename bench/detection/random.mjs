// @ts-check
// Randomness that is the same for the same seed.

import { randomFrom as uniformFrom } from '../lib/journal.mjs';

/** @typedef {{ uniform(): number, normal(): number, between(low: number, high: number): number }} Random */

/** With Box and Muller's normal numbers. @param {number} seed @returns {Random} */
export function randomFrom(seed) {
  const uniform = uniformFrom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal, between: (low, high) => low + (high - low) * uniform() };
}
