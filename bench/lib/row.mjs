// @ts-check
// One line of the table, and how numbers look in it.

import { median, spreadOf } from './stats.mjs';

/**
 * @typedef {{ what: string, ours: string, peer: string, ratio: string, budget: string, met: string }} Row
 * @typedef {{ rows: Row[], raw: unknown }} Result
 * @typedef {{ quick: boolean, full: boolean, rounds: number, scratch: string, progress(text: string): void }} Context
 */

/**
 * @param {string} what
 * @param {{ ours: string, peer?: string, ratio?: string, budget?: string, met?: boolean }} cells
 * @returns {Row}
 */
export function row(what, { ours, peer = '–', ratio = '–', budget = '–', met }) {
  return { what, ours, peer, ratio, budget, met: met === undefined ? '–' : met ? 'yes' : '**no**' };
}

/**
 * `2.1 ms (1.9–2.4)`: the median, and from the least to the most.
 * @param {readonly number[]} values
 * @param {string} unit
 */
export function shown(values, unit) {
  const { median: middle, min, max } = spreadOf(values);
  return `${digits(middle)} ${unit} (${digits(min)}–${digits(max)})`;
}

/** @param {readonly number[]} values */
export const times = (values) => `${digits(median(values))}×`;

/** Three digits that matter. @param {number} value */
export function digits(value) {
  if (!Number.isFinite(value)) return String(value);
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en');
  return value
    .toPrecision(3)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
}
