// What the live view knows of one hook, over all its events, agents and projects.

import type { Micros } from '../../base/units.ts';
import { quantile } from '../../insight/quantile.ts';
import type { Identity } from '../../journal/record.ts';
import { isFailure, type Outcome } from '../../ledger/outcome.ts';
import type { WatchedRun } from './run.ts';

export interface PeriodCounts {
  readonly runs: number;
  readonly failures: number;
}

export interface WatchedHook {
  readonly hook: string;
  /** All its names in lower case: what a filter looks through. */
  readonly names: string;
  on(period: number): PeriodCounts;
  /** Its latest runs, oldest first. */
  readonly recent: readonly WatchedRun[];
  /** Of the durations of those, in microseconds. */
  readonly p50: number | undefined;
  readonly p95: number | undefined;
  readonly lastAt: Micros | undefined;
  readonly lastOutcome: Outcome | undefined;
  readonly consecutiveFailures: number;
  /** As last declared. */
  readonly timeout: Micros | undefined;
}

export interface MutableHook extends WatchedHook {
  /** It was seen under these names. */
  met(identity: Identity, timeout: Micros | undefined): void;
  /** `period` is the run's, `current` the one that is counted. */
  add(run: WatchedRun, period: number, current: number): void;
  forgetBefore(period: number): void;
}

/** Quantiles are of so many runs. */
export const RECENT_RUNS = 100;
const MOST_NAMES = 200;
const NONE: PeriodCounts = { runs: 0, failures: 0 };

export function createWatchedHook(hook: string): MutableHook {
  const periods = new Map<number, { runs: number; failures: number }>();
  const keys = new Set<string>();
  let names = hook.toLowerCase();
  let recent: WatchedRun[] = [];
  let sorted: Float64Array | undefined;
  let lastAt: Micros | undefined;
  let lastOutcome: Outcome | undefined;
  let consecutiveFailures = 0;
  let timeout: Micros | undefined;

  function durationAt(p: number): number | undefined {
    sorted ??= sortedDurations(recent.slice(-RECENT_RUNS));
    return quantile(sorted, p);
  }

  function count({ outcome }: WatchedRun, period: number): void {
    const counts = periods.get(period) ?? { ...NONE };
    periods.set(period, counts);
    counts.runs++;
    if (isFailure(outcome)) counts.failures++;
  }

  return {
    hook,
    get names() {
      return names;
    },
    on: (period) => periods.get(period) ?? NONE,
    get recent() {
      return recent.slice(-RECENT_RUNS);
    },
    get p50() {
      return durationAt(0.5);
    },
    get p95() {
      return durationAt(0.95);
    },
    get lastAt() {
      return lastAt;
    },
    get lastOutcome() {
      return lastOutcome;
    },
    get consecutiveFailures() {
      return consecutiveFailures;
    },
    get timeout() {
      return timeout;
    },
    met({ key, event, agent, project }, declared) {
      timeout = declared ?? timeout;
      if (keys.has(key) || keys.size >= MOST_NAMES) return;
      keys.add(key);
      names += `\n${event}\n${agent}\n${project}`.toLowerCase();
    },
    add(run, period, current) {
      // The next one too: what ends right after midnight may be read before the view has noticed.
      if (period === current || period === current + 1) count(run, period);
      recent.push(run);
      if (recent.length >= 2 * RECENT_RUNS) recent = recent.slice(-RECENT_RUNS);
      sorted = undefined;
      if (run.us === undefined && lastAt !== undefined && run.at < lastAt) return; // it was found late, and is not the last
      consecutiveFailures = isFailure(run.outcome) ? consecutiveFailures + 1 : 0;
      lastAt = run.at;
      lastOutcome = run.outcome;
    },
    forgetBefore(period) {
      for (const known of periods.keys()) if (known < period) periods.delete(known);
    },
  };
}

function sortedDurations(runs: readonly WatchedRun[]): Float64Array {
  return Float64Array.from(runs.flatMap(({ us }) => (us === undefined ? [] : [us]))).sort();
}
