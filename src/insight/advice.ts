// What to do first: each advice with its evidence, what it would save, and how sure that is. Words are for the views.

import { DAY, type Micros, micros } from '../base/units.ts';
import type { Bottleneck, Work } from './bottlenecks.ts';
import type { Condition } from './condition.ts';
import type { Forecast } from './forecast.ts';
import type { DurationChange, FailureChange } from './hook-changes.ts';

export type Advice = {
  readonly hook: string;
  /** Less waiting of hosts, each day; 0 where the advice is about something else. */
  readonly savedPerDay: Micros;
  readonly confidence: 'high' | 'medium' | 'low';
} & Reason;

export type Reason =
  /** Every run fails: nothing that the hook is for happens. `error` is the most frequent one. */
  | {
      readonly kind: 'broken';
      readonly streak: number;
      readonly since: Micros;
      readonly always: boolean;
      readonly error: string;
    }
  /** The command is not there: a gate that is silently off. */
  | { readonly kind: 'not_found'; readonly times: number; readonly lastAt: Micros }
  /** Look at what changed just before `change.from`. */
  | { readonly kind: 'newly_slower'; readonly change: DurationChange }
  | { readonly kind: 'newly_failing'; readonly change: FailureChange }
  /** `forecast` says when; or the runs in it are within a fifth of the timeout already. */
  | { readonly kind: 'near_timeout'; readonly forecast: Forecast; readonly timeout: Micros; readonly p95: Micros }
  | { readonly kind: 'flaky'; readonly rate: number; readonly failures: number; readonly runs: number }
  /** Hosts wait for it longest; what its time goes into says where to look. */
  | {
      readonly kind: 'costly';
      readonly criticalShare: number;
      readonly runsPerDay: number;
      readonly p50: Micros;
      readonly work: Work;
    }
  /** A few runs take many times as long as most. */
  | { readonly kind: 'tail'; readonly p50: Micros; readonly p99: Micros; readonly runs: number }
  /** Several runs begin at once in the same place: it is probably configured more than once. */
  | { readonly kind: 'repeated'; readonly times: number; readonly moments: number };

/** All that advice is drawn from, of one hook. */
export interface HookFacts {
  readonly hook: string;
  readonly runs: number;
  /** From the first to the last run, at least a day. */
  readonly span: Micros;
  readonly until: Micros;
  readonly timeout: Micros | undefined;
  readonly bottleneck: Bottleneck | undefined;
  readonly durationChanges: readonly DurationChange[];
  readonly failureChanges: readonly FailureChange[];
  readonly condition: Condition;
  readonly forecast: Forecast;
  readonly errors: readonly { readonly error: string; readonly count: number; readonly lastAt: Micros }[];
  readonly repeated: { readonly times: number; readonly moments: number };
}

/** What is broken first, then by what it would save, then by name. */
export function adviceFrom(all: readonly HookFacts[]): Advice[] {
  return all
    .flatMap((facts) => RULES.flatMap((rule) => rule(facts) ?? []))
    .sort((a, b) => urgency(a) - urgency(b) || b.savedPerDay - a.savedPerDay || (a.hook < b.hook ? -1 : 1));
}

type Rule = (facts: HookFacts) => Advice | undefined;

const LEAST_RUNS = 20;
/** Nobody looks for what was changed a month ago. */
const NEW = 30 * DAY;
const NOT_FOUND_TIMES = 3;
const NEAR = 0.8;
const FLAKY_RATE = 0.02;
const FLAKY_FAILURES = 5;
const COSTLY_SHARE = 0.2;
const COSTLY_PER_DAY = 60e6;
const HALVED = 0.5;
const TAIL = 10;
const LEAST_TAIL_RUNS = 200;
const REPEATED_TIMES = 10;

/** First what does not do its work, then what soon will not, then what is only slow. */
const urgency = ({ kind }: Advice): number => {
  if (kind === 'broken' || kind === 'not_found') return 0;
  return kind === 'near_timeout' || kind === 'newly_failing' ? 1 : 2;
};

const perDay = (us: number, span: Micros): Micros => micros(Math.round((us * DAY) / span));

const broken: Rule = ({ hook, condition, errors }) => {
  if (condition.kind !== 'broken' || errors[0]?.error === 'not_found') return undefined;
  const { streak, since, always } = condition;
  const [latest] = errors.toSorted((a, b) => b.lastAt - a.lastAt);
  const confidence = streak >= 8 ? 'high' : 'medium';
  return {
    kind: 'broken',
    hook,
    savedPerDay: micros(0),
    confidence,
    streak,
    since,
    always,
    error: latest?.error ?? '',
  };
};

const notFound: Rule = ({ hook, errors }) => {
  const missing = errors.find(({ error }) => error === 'not_found');
  if (missing === undefined || missing.count < NOT_FOUND_TIMES) return undefined;
  return {
    kind: 'not_found',
    hook,
    savedPerDay: micros(0),
    confidence: 'high',
    times: missing.count,
    lastAt: missing.lastAt,
  };
};

/** The latest change, if it was for the slower: at today's rate, undoing it saves the shift in each run. */
const newlySlower: Rule = ({ hook, runs, span, until, durationChanges, bottleneck }) => {
  const change = durationChanges.at(-1);
  if (change === undefined || change.delta <= 0 || change.from < until - NEW) return undefined;
  const waits = bottleneck === undefined || bottleneck.total === 0 ? 1 : bottleneck.alone / bottleneck.total;
  const savedPerDay = perDay((change.is - change.was) * runs * waits, span);
  const confidence = change.runs >= 30 && change.deviations >= 3 ? 'high' : 'medium';
  return { kind: 'newly_slower', hook, savedPerDay, confidence, change };
};

const newlyFailing: Rule = ({ hook, until, failureChanges, condition }) => {
  const change = failureChanges.at(-1);
  if (change === undefined || change.from < until - NEW || change.is <= change.was || condition.kind === 'broken')
    return undefined;
  return {
    kind: 'newly_failing',
    hook,
    savedPerDay: micros(0),
    confidence: change.runs >= 30 ? 'high' : 'medium',
    change,
  };
};

const nearTimeout: Rule = ({ hook, timeout, forecast, bottleneck }) => {
  if (timeout === undefined || bottleneck === undefined || bottleneck.runs < LEAST_RUNS) return undefined;
  const { p95 } = bottleneck;
  const isNear = p95 >= NEAR * timeout || forecast.kind === 'reached';
  if (!isNear && forecast.kind !== 'reaches') return undefined;
  const confidence = isNear ? 'high' : forecast.kind === 'reaches' && forecast.latest !== undefined ? 'medium' : 'low';
  return { kind: 'near_timeout', hook, savedPerDay: micros(0), confidence, forecast, timeout, p95 };
};

const flaky: Rule = ({ hook, condition, bottleneck, span }) => {
  if (condition.kind !== 'flaky' || condition.runs < LEAST_RUNS) return undefined;
  if (condition.failures < FLAKY_FAILURES || condition.rate < FLAKY_RATE) return undefined;
  const { rate, failures, runs } = condition;
  // A failure that chance decides is run again: that is one more run for each.
  const savedPerDay = perDay((bottleneck?.critical ?? 0) * rate, span);
  return { kind: 'flaky', hook, savedPerDay, confidence: failures >= 10 ? 'high' : 'medium', rate, failures, runs };
};

/** Halving its time is taken for what is possible; only what nobody else's run covers is saved. */
const costly: Rule = ({ hook, bottleneck, span, runs }) => {
  if (bottleneck === undefined || bottleneck.runs < LEAST_RUNS) return undefined;
  const { criticalShare, critical, alone, p50, work } = bottleneck;
  if (criticalShare < COSTLY_SHARE || perDay(critical, span) < COSTLY_PER_DAY) return undefined;
  const savedPerDay = perDay(alone * HALVED, span);
  const runsPerDay = (runs * DAY) / span;
  return { kind: 'costly', hook, savedPerDay, confidence: 'low', criticalShare, runsPerDay, p50, work };
};

/** If the slowest hundredth took as long as p95: what is above p99 is counted as p99, so that this is too little rather than too much. */
const tail: Rule = ({ hook, bottleneck, span }) => {
  if (bottleneck === undefined || bottleneck.runs < LEAST_TAIL_RUNS) return undefined;
  const { p50, p95, p99, runs } = bottleneck;
  if (p50 === 0 || p99 < TAIL * p50) return undefined;
  const savedPerDay = perDay(0.01 * runs * (p99 - p95), span);
  return { kind: 'tail', hook, savedPerDay, confidence: 'medium', p50, p99, runs };
};

/** Runs that begin at once mostly wait for each other's end, not longer: nothing is promised. */
const repeated: Rule = ({ hook, repeated: { times, moments }, runs }) => {
  if (times < REPEATED_TIMES || times < runs / 4) return undefined;
  return { kind: 'repeated', hook, savedPerDay: micros(0), confidence: 'medium', times, moments };
};

const RULES: readonly Rule[] = [
  broken,
  notFound,
  newlySlower,
  newlyFailing,
  nearTimeout,
  flaky,
  costly,
  tail,
  repeated,
];
