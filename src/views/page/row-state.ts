// How a hook is, in words that stand without colour, and how bad that is.

import { assertNever } from '../../base/assert-never.ts';
import type { ConditionKind, HookRow } from '../api/types.ts';
import { duration, moment, times } from './format.ts';

export type Tone = 'good' | 'bad' | 'warning' | 'quiet';

export interface Badge {
  readonly word: string;
  /** A shape of its own for each word. */
  readonly mark: string;
  readonly tone: Tone;
  /** One sentence. */
  readonly means: string;
}

export interface RowState {
  /** The worst first; at least one. */
  readonly badges: readonly Badge[];
  /** Higher is worse; 0 where all is well. */
  readonly severity: number;
}

/** Of the declared timeout: from here on a hook comes near it. */
export const NEAR_TIMEOUT = 0.8;

/** What its slowest runs take of its timeout; 0 where it has none. */
export const timeoutShare = ({ p95_ms, timeout_ms }: HookRow): number =>
  p95_ms === null || timeout_ms === null || timeout_ms <= 0 ? 0 : p95_ms / timeout_ms;

/** Undefined for a hook that is configured and never ran. */
export function rowState(row: HookRow | undefined): RowState {
  if (row === undefined) return { badges: [NEVER_RAN], severity: 0.5 };
  if (row.runs === 0) return { badges: [IDLE], severity: 0.2 };
  const found = [conditionBadge(row.condition), slower(row), nearTimeout(row), faster(row)].filter(
    (each) => each !== undefined,
  );
  found.sort((a, b) => b.severity - a.severity);
  const severity = Math.max(...found.map((each) => each.severity));
  const badges = found.filter((each) => each.severity > 0 || each.tone !== 'good' || found.length === 1);
  return { badges: badges.length === 0 ? found.slice(0, 1) : badges, severity };
}

type Weighed = Badge & { readonly severity: number };

const NEVER_RAN: Badge = {
  word: 'never ran',
  mark: '○',
  tone: 'quiet',
  means: 'It is configured, and no run of it was ever seen.',
};
const IDLE: Badge = { word: 'no runs', mark: '○', tone: 'quiet', means: 'It did not run in this time.' };

function conditionBadge(condition: ConditionKind): Weighed {
  switch (condition) {
    case 'broken':
      return { word: 'broken', mark: '✕', tone: 'bad', severity: 5, means: 'All its latest runs failed.' };
    case 'flaky':
      return {
        word: 'flaky',
        mark: '≈',
        tone: 'warning',
        severity: 2.5,
        means: 'It fails now and then, without a pattern.',
      };
    case 'in_periods':
      return {
        word: 'fails at times',
        mark: '▥',
        tone: 'warning',
        severity: 2.6,
        means: 'Its failures come in periods.',
      };
    case 'rare':
      return {
        word: 'rarely fails',
        mark: '◔',
        tone: 'quiet',
        severity: 0.6,
        means: 'One or two failures among its latest 200 runs.',
      };
    case 'working':
      return { word: 'works', mark: '✓', tone: 'good', severity: 0, means: 'No failure among its latest 200 runs.' };
    case 'too_few':
      return { word: 'few runs', mark: '·', tone: 'quiet', severity: 0.1, means: 'Too few runs to tell.' };
    default:
      return assertNever(condition);
  }
}

function slower({ changed }: HookRow): Weighed | undefined {
  if (changed === null || changed.is_ms <= changed.was_ms) return undefined;
  const { at, was_ms, is_ms } = changed;
  const factor = times(was_ms, is_ms);
  return {
    word: `slower ${factor}`.trimEnd(),
    mark: '▲',
    tone: 'warning',
    severity: 3,
    means: `Takes ${duration(is_ms)} since ${moment(Date.parse(at))}, before ${duration(was_ms)}.`,
  };
}

function faster({ changed }: HookRow): Weighed | undefined {
  if (changed === null || changed.is_ms >= changed.was_ms) return undefined;
  const { at, was_ms, is_ms } = changed;
  return {
    word: `faster ${times(is_ms, was_ms)}`.trimEnd(),
    mark: '▽',
    tone: 'good',
    severity: 0.05,
    means: `Takes ${duration(is_ms)} since ${moment(Date.parse(at))}, before ${duration(was_ms)}.`,
  };
}

function nearTimeout(row: HookRow): Weighed | undefined {
  const { p95_ms, timeout_ms } = row;
  if (timeoutShare(row) < NEAR_TIMEOUT) return undefined;
  return {
    word: 'near timeout',
    mark: '◷',
    tone: 'warning',
    severity: 4,
    means: `Its slowest runs (p95 ${duration(p95_ms)}) come near its timeout of ${duration(timeout_ms)}.`,
  };
}
