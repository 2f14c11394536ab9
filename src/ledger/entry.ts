// One entry of the ledger while it is being counted: the only mutable totals there are.

import { add, type Micros, micros } from '../base/units.ts';
import type { EndRecord, Identity } from '../journal/record.ts';
import { BUCKETS, bucketOf, logOf, millionths } from './histogram.ts';
import { errorTypeOf, isFailure, type Outcome } from './outcome.ts';
import { changeOf, createPace, observePace, type Pace, THOUSAND } from './pace.ts';
import type { Counters, EntrySnapshot } from './snapshot.ts';

export interface Entry {
  readonly identity: Identity;
  startedAt: Micros;
  born: number;
  before: Counters | undefined;
  readonly outcomes: Record<Outcome, number>;
  readonly failures: Map<string, { count: number; born: number }>;
  readonly buckets: number[];
  durations: number;
  us: Micros;
  user: Micros;
  system: Micros;
  logSum: number;
  logSquares: number;
  lastAt: Micros | undefined;
  lastSuccessAt: Micros | undefined;
  consecutiveFailures: number;
  timeout: Micros | undefined;
  forgottenAt: Micros | undefined;
  /** Of the runs that did their job: one that fails at once says nothing about how long the work takes. */
  pace: Pace;
  /** Open runs. */
  active: number;
  /** The last snapshot, as long as it is still true. */
  frozen: EntrySnapshot | undefined;
}

export function createEntry(identity: Identity, born: number, startedAt: Micros): Entry {
  return {
    identity,
    startedAt,
    born,
    before: undefined,
    outcomes: noOutcomes(),
    failures: new Map(),
    buckets: new Array<number>(BUCKETS).fill(0),
    durations: 0,
    us: micros(0),
    user: micros(0),
    system: micros(0),
    logSum: 0,
    logSquares: 0,
    lastAt: undefined,
    lastSuccessAt: undefined,
    consecutiveFailures: 0,
    timeout: undefined,
    forgottenAt: undefined,
    pace: createPace(),
    active: 0,
    frozen: undefined,
  };
}

/** Counts a run that ended. `nextBorn` numbers a series that this run brings into being. */
export function countEnd(entry: Entry, end: EndRecord, outcome: Outcome, nextBorn: () => number): void {
  countOutcome(entry, outcome, errorTypeOf(outcome, end.code), end.at, nextBorn);
  const bucket = bucketOf(end.us);
  entry.buckets[bucket] = (entry.buckets[bucket] ?? 0) + 1;
  entry.durations++;
  entry.us = add(entry.us, end.us);
  entry.user = add(entry.user, end.user);
  entry.system = add(entry.system, end.sys);
  const log = logOf(end.us);
  entry.logSum += millionths(log);
  entry.logSquares += millionths(log * log);
  if (!isFailure(outcome)) observePace(entry.pace, Math.round(log * THOUSAND), end.at);
}

/** Counts a run that will never end: an execution and a failure without a duration. */
export function countSettled(entry: Entry, outcome: 'lost' | 'timed_out', at: Micros, nextBorn: () => number): void {
  countOutcome(entry, outcome, outcome, at, nextBorn);
}

function countOutcome(entry: Entry, outcome: Outcome, errorType: string, at: Micros, nextBorn: () => number): void {
  entry.frozen = undefined;
  entry.outcomes[outcome]++;
  entry.lastAt = later(entry.lastAt, at);
  if (outcome === 'success') entry.lastSuccessAt = later(entry.lastSuccessAt, at);
  if (!isFailure(outcome)) {
    entry.consecutiveFailures = 0;
    return;
  }
  entry.consecutiveFailures++;
  const failure = entry.failures.get(errorType);
  if (failure === undefined) entry.failures.set(errorType, { count: 1, born: nextBorn() });
  else failure.count++;
}

/** An equal entry that nothing changes any more. Unchanged entries give the same object again. */
export function freeze(entry: Entry, oldestOpenAt: Micros | undefined): EntrySnapshot {
  if (entry.frozen !== undefined && entry.frozen.oldestOpenAt === oldestOpenAt) return entry.frozen;
  entry.frozen = {
    ...countersOf(entry),
    identity: entry.identity,
    startedAt: entry.startedAt,
    born: entry.born,
    before: entry.before,
    active: entry.active,
    oldestOpenAt,
    lastAt: entry.lastAt,
    lastSuccessAt: entry.lastSuccessAt,
    consecutiveFailures: entry.consecutiveFailures,
    timeout: entry.timeout,
    change: changeOf(entry.pace),
    forgotten: entry.forgottenAt !== undefined,
  };
  return entry.frozen;
}

export function countersOf(entry: Entry): Counters {
  return {
    outcomes: { ...entry.outcomes },
    failures: new Map([...entry.failures].map(([type, failure]) => [type, { ...failure }])),
    duration: { buckets: [...entry.buckets], count: entry.durations, sum: entry.us },
    cpu: { user: entry.user, system: entry.system },
    log: { sum: entry.logSum, squares: entry.logSquares },
  };
}

export function noOutcomes(): Record<Outcome, number> {
  return { success: 0, blocked: 0, failed: 0, not_found: 0, signaled: 0, timed_out: 0, lost: 0 };
}

const later = (a: Micros | undefined, b: Micros): Micros => (a === undefined || b > a ? b : a);
