// The words of a comparison.

import { assertNever } from '../../base/assert-never.ts';
import { type Micros, toMillis } from '../../base/units.ts';
import { failuresOf, type HookBaseline } from '../../insight/baseline.ts';
import type { HookComparison } from '../../insight/comparison.ts';
import type { Regression } from '../../insight/regressions.ts';
import type { Shift } from '../../insight/shift.ts';
import { printable } from '../printable.ts';
import type { ComparedSide } from './report.ts';

/** `slower, fails more`; `same`; `too few runs`. */
export function verdictWords(hook: HookComparison): string {
  if (hook.kind !== 'both') return hook.kind;
  const { durations, failures } = hook;
  const words: string[] = [];
  if (durations.kind === 'slower' || durations.kind === 'faster') words.push(durations.kind);
  if (failures.kind === 'failing_more') words.push('fails more');
  if (failures.kind === 'failing_less') words.push('fails less');
  if (words.length > 0) return words.join(', ');
  if (durations.kind === 'same') return 'same';
  return failures.kind === 'too_few' ? 'too few runs' : 'too few successes';
}

/** How many hooks there are of each verdict: `1 slower, 1 fails more, 9 same`. */
export function summary(hooks: readonly HookComparison[]): string {
  const counts = new Map<string, number>();
  for (const hook of hooks) {
    for (const word of verdictWords(hook).split(', ')) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const known = WORDS.flatMap((word) => (counts.has(word) ? [`${counts.get(word)} ${word}`] : []));
  return known.length === 0 ? 'nothing to compare' : known.join(', ');
}

const WORDS = [
  'slower',
  'fails more',
  'faster',
  'fails less',
  'new',
  'gone',
  'same',
  'too few runs',
  'too few successes',
] as const;

/** What a hook's row holds besides its name and verdict. A dash is for what is not known. */
export interface RowWords {
  readonly runs: string;
  readonly p50: string;
  readonly shift: string;
  readonly failures: string;
}

export function rowWords(hook: HookComparison): RowWords {
  const base = hook.kind === 'new' ? undefined : hook.base;
  const head = hook.kind === 'gone' ? undefined : hook.head;
  const both = (word: (side: HookBaseline) => string): string =>
    `${base === undefined ? DASH : word(base)} → ${head === undefined ? DASH : word(head)}`;
  const shares = both((side) => percent(failuresOf(side) / side.runs));
  return {
    runs: both(({ runs }) => String(runs)),
    p50: both(({ quantiles }) => (quantiles === undefined ? DASH : duration(quantiles.p50))),
    shift: hook.kind === 'both' && hook.durations.kind !== 'too_few' ? shiftWords(hook.durations.shift) : DASH,
    failures:
      hook.kind === 'both' && hook.failures.kind !== 'too_few'
        ? `${shares} (${points(hook.failures.low)} to ${points(hook.failures.high)})`
        : shares,
  };
}

const DASH = '-';

/** `+40% (+31% to +50%)` */
export function shiftWords({ ratio, interval }: Shift): string {
  const bounds = interval === undefined ? '' : ` (${change(interval.low)} to ${change(interval.high)})`;
  return `${change(ratio)}${bounds}`;
}

/** `+40%` of 1.4; `x12` from ten times on. */
export function change(ratio: number): string {
  if (ratio >= 10) return `x${digits(ratio)}`;
  return signed((ratio - 1) * 100, '%');
}

/** Percentage points, of a difference of shares. */
export const points = (difference: number): string => signed(difference * 100, '');

function signed(value: number, unit: string): string {
  const text = digits(Math.abs(value));
  return `${text === '0' ? '' : value > 0 ? '+' : '-'}${text}${unit}`;
}

/** One decimal below ten. */
const digits = (value: number): string => (value < 9.95 ? String(Number(value.toFixed(1))) : value.toFixed(0));

/** A failure in a million must not look like none. */
export function percent(share: number): string {
  if (share > 0 && share < 0.001) return '<0.1%';
  if (share < 1 && share > 0.999) return '>99.9%';
  return `${digits(share * 100)}%`;
}

export function duration(us: Micros): string {
  if (us < 1e6) return `${Number((us / 1e3).toPrecision(3))}ms`;
  if (us < 120e6) return `${Number((us / 1e6).toPrecision(3))}s`;
  return us < 7200e6 ? `${Number((us / 60e6).toPrecision(3))}min` : `${Number((us / 3600e6).toPrecision(3))}h`;
}

/** `lint is slower by 40%; less than 20% is accepted` */
export function regressionWords({ kind, by, limit }: Regression): string {
  switch (kind) {
    case 'slower': {
      const accepted = limit === 0 ? 'nothing' : `less than ${digits(limit * 100)}%`;
      const is = by < 9 ? `is slower by ${digits(by * 100)}%` : `takes ${digits(1 + by)} times as long`;
      return `${is}; ${accepted} is accepted`;
    }
    case 'failing_more': {
      const accepted = limit === 0 ? 'nothing' : `less than ${digits(limit * 100)}`;
      return `fails more by ${digits(by * 100)} points; ${accepted} is accepted`;
    }
    default:
      return assertNever(kind);
  }
}

/** `baseline main, 340 runs of 12 hooks` */
export const sideWords = (side: ComparedSide): string =>
  `${side.name === undefined ? 'the journal' : `baseline ${printable(side.name)}`}, ${countsWords(side)}`;

export function countsWords({ hooks }: Pick<ComparedSide, 'hooks'>): string {
  const runs = hooks.reduce((sum, hook) => sum + hook.runs, 0);
  return `${counted(runs, 'run')} of ${counted(hooks.length, 'hook')}`;
}

export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** From the first to the last run; undefined where there is none. */
export function rangeWords(hooks: readonly Pick<HookBaseline, 'from' | 'until'>[]): string | undefined {
  if (hooks.length === 0) return undefined;
  const from = hooks.reduce((first, hook) => (hook.from < first ? hook.from : first), hooks[0]?.from ?? NEVER);
  const until = hooks.reduce((last, hook) => (hook.until > last ? hook.until : last), NEVER);
  return `${moment(from)} to ${moment(until)} UTC`;
}

const NEVER = 0 as Micros;

export const moment = (at: Micros): string => iso(at).slice(0, 16).replace('T', ' ');

/** Moments that no calendar has are the end of the calendar. */
export const iso = (at: Micros): string => new Date(Math.min(toMillis(at), 8.64e15)).toISOString();
