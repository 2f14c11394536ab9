// The frozen ledger: all that exports and views ever see.

import { DAY, type Micros, micros } from '../base/units.ts';
import type { Identity, RejectReason } from '../journal/record.ts';
import type { Outcome } from './outcome.ts';
import type { PaceChange } from './pace.ts';

/** An entry in which nothing has happened for this long leaves /metrics, until it runs again. */
export const IDLE_AFTER = micros(30 * DAY);

/** What only ever grows. */
export interface Counters {
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** By error type (exit code, or the outcome's name). */
  readonly failures: ReadonlyMap<string, FailureCount>;
  readonly duration: DurationTotals;
  readonly cpu: { readonly user: Micros; readonly system: Micros };
  /** Σ ln(1+ms) and Σ ln²(1+ms) over the observed durations, in whole millionths. */
  readonly log: { readonly sum: number; readonly squares: number };
}

export interface FailureCount {
  readonly count: number;
  /** When this series was born, see EntrySnapshot.born. */
  readonly born: number;
}

export interface DurationTotals {
  /** Not cumulative; one more than the bounds in histogram.ts. */
  readonly buckets: readonly number[];
  /** Runs whose duration is known: all but the lost ones. */
  readonly count: number;
  readonly sum: Micros;
}

/** The totals of one (hook, event, agent, project). The same object as long as nothing in it changed. */
export interface EntrySnapshot extends Counters {
  readonly identity: Identity;
  /** The earliest moment that these counters cover. */
  readonly startedAt: Micros;
  /** A number that grows with every new series: a scraper that has seen number n has seen every series born up to n. */
  readonly born: number;
  /** What the counters said before the entry was (re)born; absent for a new entry, whose counters then said 0. */
  readonly before: Counters | undefined;
  readonly active: number;
  /** The start of the oldest open run, where one is open. */
  readonly oldestOpenAt: Micros | undefined;
  readonly lastAt: Micros | undefined;
  readonly lastSuccessAt: Micros | undefined;
  readonly consecutiveFailures: number;
  /** As last declared. */
  readonly timeout: Micros | undefined;
  /** When the hook's pace most likely changed, and how much; absent while too few runs are known. */
  readonly change: PaceChange | undefined;
  /** Somebody said that the hook no longer exists, and it has not run since. */
  readonly forgotten: boolean;
}

/** Totals taken over from elsewhere: for metrics.json and people, never for /metrics. */
export interface ImportedTotals {
  readonly hook: string;
  readonly successful: number;
  readonly failed: number;
  readonly us: Micros;
  readonly lastAt: Micros | undefined;
}

/** As the ledger keeps them. */
export interface ImportedHook extends ImportedTotals {
  /** Somebody said that the hook no longer exists. */
  readonly forgotten: boolean;
}

/** Runs from before hookmeter watched, one by one, of one hook: for metrics.json and people, never for /metrics. */
export interface PastHook {
  readonly hook: string;
  readonly successful: number;
  readonly failed: number;
  /** The sum of the durations that are known, and how many those are. */
  readonly us: Micros;
  readonly durations: number;
  readonly lastAt: Micros;
  /** Somebody said that the hook no longer exists, and no run of it since is known. */
  readonly forgotten: boolean;
}

/** What hookmeter counts about its own reading. */
export interface ReadingTotals {
  readonly lines: number;
  readonly rejects: ReadonlyMap<RejectReason, number>;
  readonly lateEnds: number;
  readonly overflowRuns: number;
  readonly openRuns: number;
}

export interface Snapshot {
  readonly takenAt: Micros;
  readonly entries: readonly EntrySnapshot[];
  /** Hooks that are configured and have never been seen to run, as entries at zero: shown, and never counted. */
  readonly neverRan: readonly EntrySnapshot[];
  readonly imported: readonly ImportedHook[];
  readonly past: readonly PastHook[];
  readonly reading: ReadingTotals;
  /** The highest `born` given out so far. */
  readonly lastBorn: number;
}
