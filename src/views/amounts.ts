// Amounts in sentences: as exact as a person can use.

import { type Micros, toMillis } from '../base/units.ts';

/** `1 run`, `2 runs`. */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** `8.2%`, `64%`. */
export const percent = (share: number): string =>
  `${share >= 0.1 ? Math.round(100 * share) : Number((100 * share).toPrecision(2))}%`;

/** `2026-11-22 00:01 UTC`. */
export const moment = (at: Micros): string =>
  `${new Date(toMillis(at)).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** `8.9ms`, `2.65s`, `8 min`, `3.5 h`, of microseconds. */
export function duration(us: number): string {
  if (us < 1e6) return `${Number((us / 1e3).toPrecision(3))}ms`;
  if (us < 120e6) return `${Number((us / 1e6).toPrecision(3))}s`;
  if (us < 7200e6) return `${Math.round(us / 60e6)} min`;
  return `${Number((us / 3600e6).toPrecision(2))} h`;
}
