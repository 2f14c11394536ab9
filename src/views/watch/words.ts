// The words and numbers of the live view: short, and of the same width where they stand below one another.

import { type Micros, SECOND } from '../../base/units.ts';
import type { Outcome } from '../../ledger/outcome.ts';
import { lettersOf, shortenedTo } from '../columns.ts';
import { OUTCOME_WORDS } from '../outcome-words.ts';
import { printable } from '../printable.ts';
import type { WatchedRun } from './run.ts';
import type { Tone } from './spans.ts';

/** At most six columns: `4.9ms`, `203ms`, `2.34s`, `41.0s`, `4m05s`, `3h12m`, `2d03h`. */
export function duration(us: number | undefined): string {
  if (us === undefined) return '-';
  if (us < 9.95e3) return `${(us / 1e3).toFixed(1)}ms`;
  if (us < 999.5e3) return `${Math.round(us / 1e3)}ms`;
  if (us < 9.995e6) return `${(us / 1e6).toFixed(2)}s`;
  if (us < 59.95e6) return `${(us / 1e6).toFixed(1)}s`;
  return span(us);
}

/** The same without fractions, for what ticks: `0s` to `119s`, then `2m00s`. */
export const age = (us: number): string => (us < 120e6 ? `${Math.floor(us / 1e6)}s` : span(us));

function span(us: number): string {
  const seconds = Math.round(us / 1e6);
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m${two(seconds % 60)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)}h${two(minutes % 60)}m`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 * 100 ? `${Math.floor(hours / 24)}d${two(hours % 24)}h` : `${Math.floor(hours / 24)}d`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `1,204`; from a million on `1.2M`. */
export function count(value: number): string {
  return value < 1e6 ? value.toLocaleString('en-US') : `${(value / 1e6).toFixed(1)}M`;
}

/** A name from outside in at most so many columns. */
export function named(name: string, width: number): string {
  if (PLAIN.test(name) && name.length <= width) return name;
  return shortenedTo(lettersOf(name).map(printable), width);
}

const PLAIN = /^[\x20-\x7e]*$/;

/** `✗ failed 1`, `✓ ok`: the symbol says it as well as the colour does. */
export function outcomeWords({ outcome, code, signal }: WatchedRun): string {
  const [symbol] = OUTCOME_SIGNS[outcome];
  const detail = outcome === 'failed' ? code : outcome === 'signaled' ? signal : undefined;
  const word = outcome === 'signaled' ? 'signal' : OUTCOME_WORDS[outcome];
  return `${symbol} ${word}${detail === undefined ? '' : ` ${detail}`}`;
}

export const outcomeTone = (outcome: Outcome): Tone => OUTCOME_SIGNS[outcome][1];

const OUTCOME_SIGNS: Readonly<Record<Outcome, readonly [symbol: string, tone: Tone]>> = {
  success: ['✓', 'green'],
  blocked: ['■', 'cyan'],
  failed: ['✗', 'red'],
  not_found: ['✗', 'red'],
  signaled: ['✗', 'red'],
  timed_out: ['✗', 'red'],
  lost: ['✗', 'red'],
};

/** How an open run stands to its timeout. */
export type Lateness = 'in time' | 'near' | 'past';

export function lateness(age: Micros, timeout: Micros | undefined): Lateness {
  if (timeout === undefined || age < NEAR * timeout) return 'in time';
  return age < timeout ? 'near' : 'past';
}

/** From this share of its timeout on, a run is near it. */
export const NEAR = 0.8;
/** Shorter open runs are not listed one by one: they would only flicker. */
export const LISTED_AFTER = SECOND / 2;
