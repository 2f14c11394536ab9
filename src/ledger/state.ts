// The ledger as plain data, for the checkpoint, and back. Checked on the way in: the file may come from another version or hand.

import * as v from 'valibot';
import { type Micros, micros } from '../base/units.ts';
import { identityOf, REJECT_REASONS, type RejectReason } from '../journal/record.ts';
import type { RunHash } from '../journal/run-hash.ts';
import { createEntry, type Entry } from './entry.ts';
import { BUCKETS } from './histogram.ts';
import { paceFrom, paceSchema, stateOfPace } from './pace-state.ts';
import { type PastState, pastSchema } from './past.ts';
import type { Counters, ImportedHook } from './snapshot.ts';

/** A run that started and has not ended. */
export interface OpenRun {
  readonly run: RunHash;
  readonly entryKey: string;
  /** The journal file that holds its start. */
  readonly day: string;
  readonly at: Micros;
  readonly pid: number | undefined;
  readonly host: string | undefined;
  readonly timeout: Micros | undefined;
}

/** What became of a run without an end. */
export type SettledAs = 'lost' | 'timed_out';

export interface LedgerState {
  readonly lastBorn: number;
  readonly lines: number;
  readonly lateEnds: number;
  readonly overflowRuns: number;
  readonly rejects: readonly (readonly [RejectReason, number])[];
  readonly entries: readonly EntryState[];
  readonly open: readonly OpenRun[];
  /** Run key (see run-hash.ts), day and verdict of each run that was settled without an end. */
  readonly settled: readonly (readonly [run: string, day: string, verdict: SettledAs])[];
  readonly imported: readonly ImportedState[];
  readonly past: readonly PastState[];
  /** The latest day that has left the journal; '' before the first. */
  readonly droppedThrough: string;
}

export interface ImportedState extends ImportedHook {
  /** When it was imported. */
  readonly at: Micros;
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const time = v.pipe(count, v.transform(micros));
const absentTime = v.optional(time);
const outcomes = v.object({
  success: count,
  blocked: count,
  failed: count,
  not_found: count,
  signaled: count,
  timed_out: count,
  lost: count,
});
const failures = v.array(v.tuple([v.string(), count, count]));
const duration = v.object({ buckets: v.pipe(v.array(count), v.length(BUCKETS)), count, sum: time });
const counterFields = {
  outcomes,
  failures,
  duration,
  cpu: v.object({ user: time, system: time }),
  log: v.object({ sum: count, squares: count }),
};

const entrySchema = v.object({
  ...counterFields,
  names: v.tuple([v.string(), v.string(), v.string(), v.string()]),
  startedAt: v.pipe(v.number(), v.transform(micros)),
  born: count,
  before: v.optional(v.object(counterFields)),
  lastAt: absentTime,
  lastSuccessAt: absentTime,
  consecutiveFailures: count,
  timeout: absentTime,
  forgottenAt: absentTime,
  /** Absent in checkpoints of 0.1. */
  pace: v.optional(paceSchema),
});
export type EntryState = v.InferOutput<typeof entrySchema>;
type CountersState = Pick<EntryState, keyof typeof counterFields>;

const half = v.pipe(v.number(), v.integer(), v.minValue(-(2 ** 31)), v.maxValue(2 ** 31 - 1));
const openSchema = v.object({
  run: v.object({ high: half, low: half }),
  entryKey: v.string(),
  day: v.string(),
  at: time,
  pid: v.optional(count),
  host: v.optional(v.string()),
  timeout: absentTime,
});
const importedSchema = v.object({
  hook: v.string(),
  at: time,
  successful: count,
  failed: count,
  us: time,
  lastAt: absentTime,
  forgotten: v.boolean(),
});

// Checkpoints of 0.1 do not say how.
const settledSchema = v.union([
  v.tuple([v.string(), v.string(), v.picklist(['lost', 'timed_out'])]),
  v.pipe(
    v.tuple([v.string(), v.string()]),
    v.transform(([run, day]): LedgerState['settled'][number] => [run, day, 'lost']),
  ),
]);

/** Accepts what `Ledger.state()` gave, after a trip through JSON. */
export const ledgerStateSchema: v.GenericSchema<unknown, LedgerState> = v.object({
  lastBorn: count,
  lines: count,
  lateEnds: count,
  overflowRuns: count,
  rejects: v.array(v.tuple([v.picklist(REJECT_REASONS), count])),
  entries: v.array(entrySchema),
  open: v.pipe(
    v.array(openSchema),
    v.transform((runs) => runs.map(openRunFrom)),
  ),
  settled: v.array(settledSchema),
  imported: v.pipe(
    v.array(importedSchema),
    v.transform((all) => all.map(importedFrom)),
  ),
  // Absent in checkpoints of 0.1.
  past: v.optional(v.array(pastSchema), []),
  droppedThrough: v.optional(v.string(), ''),
});

export const emptyState = (): LedgerState => ({
  lastBorn: 0,
  lines: 0,
  lateEnds: 0,
  overflowRuns: 0,
  rejects: [],
  entries: [],
  open: [],
  settled: [],
  imported: [],
  past: [],
  droppedThrough: '',
});

export function stateOfEntry(entry: Entry): EntryState {
  const { identity, before } = entry;
  return {
    names: [identity.hook, identity.event, identity.agent, identity.project],
    startedAt: entry.startedAt,
    born: entry.born,
    outcomes: { ...entry.outcomes },
    failures: [...entry.failures].map(([type, failure]) => [type, failure.count, failure.born]),
    duration: { buckets: [...entry.buckets], count: entry.durations, sum: entry.us },
    cpu: { user: entry.user, system: entry.system },
    log: { sum: entry.logSum, squares: entry.logSquares },
    before: before === undefined ? undefined : countersState(before),
    lastAt: entry.lastAt,
    lastSuccessAt: entry.lastSuccessAt,
    consecutiveFailures: entry.consecutiveFailures,
    timeout: entry.timeout,
    forgottenAt: entry.forgottenAt,
    pace: stateOfPace(entry.pace),
  };
}

export function entryFrom(state: EntryState): Entry {
  const entry = createEntry(identityOf(...state.names), state.born, state.startedAt);
  Object.assign(entry.outcomes, state.outcomes);
  for (const [type, total, born] of state.failures) entry.failures.set(type, { count: total, born });
  for (const [i, total] of state.duration.buckets.entries()) entry.buckets[i] = total;
  entry.durations = state.duration.count;
  entry.us = state.duration.sum;
  entry.user = state.cpu.user;
  entry.system = state.cpu.system;
  entry.logSum = state.log.sum;
  entry.logSquares = state.log.squares;
  entry.before = state.before === undefined ? undefined : countersFrom(state.before);
  entry.lastAt = state.lastAt;
  entry.lastSuccessAt = state.lastSuccessAt;
  entry.consecutiveFailures = state.consecutiveFailures;
  entry.timeout = state.timeout;
  entry.forgottenAt = state.forgottenAt;
  if (state.pace !== undefined) entry.pace = paceFrom(state.pace);
  return entry;
}

function countersState(counters: Counters): CountersState {
  return {
    outcomes: { ...counters.outcomes },
    failures: [...counters.failures].map(([type, failure]) => [type, failure.count, failure.born]),
    duration: { ...counters.duration, buckets: [...counters.duration.buckets] },
    cpu: { ...counters.cpu },
    log: { ...counters.log },
  };
}

function countersFrom(state: CountersState): Counters {
  return { ...state, failures: new Map(state.failures.map(([type, total, born]) => [type, { count: total, born }])) };
}

type Loose<T> = { readonly [K in keyof T]?: T[K] | undefined };

function openRunFrom(run: Pick<OpenRun, 'run' | 'entryKey' | 'day' | 'at'> & Loose<OpenRun>): OpenRun {
  const { run: hash, entryKey, day, at, pid, host, timeout } = run;
  return { run: hash, entryKey, day, at, pid, host, timeout };
}

function importedFrom(totals: Omit<ImportedState, 'lastAt'> & Loose<Pick<ImportedState, 'lastAt'>>): ImportedState {
  const { hook, at, successful, failed, us, lastAt, forgotten } = totals;
  return { hook, at, successful, failed, us, lastAt, forgotten };
}
