// A row of numbers as a row of blocks.

import { ASCII_BLOCKS, BLOCKS, bar } from '../bars.ts';

/** From 0 to the largest value; blank where there is none. Always `width` letters, or as many as there are values. */
export function sparkline(values: readonly (number | null)[], width: number, utf8: boolean): string {
  const parts = joined(values, Math.min(width, values.length));
  const most = parts.reduce<number>((largest, value) => Math.max(largest, value ?? 0), 0);
  const steps = utf8 ? BLOCKS : ASCII_BLOCKS;
  return parts.map((value) => (value === null ? ' ' : bar(value, most, steps))).join('');
}

/** Neighbours as their middle one. */
function joined(values: readonly (number | null)[], width: number): readonly (number | null)[] {
  return Array.from({ length: width }, (_, i) => {
    const part = values.slice(Math.floor((i * values.length) / width), Math.floor(((i + 1) * values.length) / width));
    const known = part.filter((value) => value !== null).sort((a, b) => a - b);
    return known[known.length >> 1] ?? null;
  });
}
