// What /api/… answers, for the page and for scripts; docs/openapi.json says the same, and a test holds both together.
// Moments are ISO 8601 in UTC, except in columns of points, which are milliseconds since 1970. Durations are milliseconds, rates
// and shares 0 to 1. Null is where there is nothing to measure.

import type { Outcome } from '../../ledger/outcome.ts';

export type OutcomeCounts = Readonly<Record<Outcome, number>>;

/** GET /api/overview?since=…&until=… : one row for each hook that has run or is configured. */
export interface Overview {
  readonly generated_at: string;
  readonly range: Range;
  /** In the range. */
  readonly runs: number;
  readonly failures: number;
  /** The longest total time first. */
  readonly hooks: readonly HookRow[];
  /** Configured, never seen to run. */
  readonly never_ran: readonly {
    readonly hook: string;
    readonly event: string;
    readonly agent: string;
    readonly project: string;
  }[];
}

/** The time that an answer is about. Without `since` it begins with the first run that is known. */
export interface Range {
  readonly from: string;
  readonly until: string;
}

export interface HookRow {
  readonly hook: string;
  readonly events: readonly string[];
  readonly agents: readonly string[];
  readonly projects: readonly string[];
  /** In the range, as all that follows. */
  readonly runs: number;
  readonly failures: number;
  readonly outcomes: OutcomeCounts;
  readonly success_rate: number | null;
  readonly p50_ms: number | null;
  readonly p95_ms: number | null;
  readonly p99_ms: number | null;
  readonly total_ms: number;
  /** Of the time of all hooks. */
  readonly share: number;
  readonly timeout_ms: number | null;
  readonly last_run: string | null;
  readonly last_outcome: Outcome | null;
  readonly condition: ConditionKind;
  /** The latest change of its duration in the range. */
  readonly changed: { readonly at: string; readonly was_ms: number; readonly is_ms: number } | null;
  /** Median durations in SPARK_PARTS equal parts of the range; null where nothing ran. */
  readonly spark_ms: readonly (number | null)[];
  readonly spark_failures: readonly number[];
}

export const SPARK_PARTS = 30;

export type ConditionKind = 'too_few' | 'working' | 'broken' | 'flaky' | 'in_periods' | 'rare';

/** GET /api/hook?name=…&since=…&until=… : all about one hook; 404 where none of that name is known. */
export interface HookDetail {
  readonly generated_at: string;
  readonly range: Range;
  readonly row: HookRow;
  /** The runs in the order of time; every kind of failure stays where they are too many. */
  readonly points: Points;
  readonly buckets: Buckets;
  /** Of everything that the journal holds in the range. */
  readonly duration_changes: readonly DurationChange[];
  readonly failure_changes: readonly FailureChange[];
  /** Whole sentences: what is known about the hook, and what to do. */
  readonly findings: readonly string[];
  readonly advice: readonly AdviceItem[];
  readonly errors: readonly { readonly error: string; readonly count: number; readonly last: string }[];
}

/** Columns of equal length. */
export interface Points {
  readonly at: readonly number[];
  readonly ms: readonly (number | null)[];
  /** Index into `outcomes`. */
  readonly outcome: readonly number[];
  readonly outcomes: readonly Outcome[];
  /** Runs in the range; there are fewer points where these are more than MOST_POINTS. */
  readonly runs: number;
}

export const MOST_POINTS = 5000;

/** Columns of equal length, one for each of equal parts of the range. */
export interface Buckets {
  /** When each begins: milliseconds since 1970. */
  readonly at: readonly number[];
  readonly runs: readonly number[];
  readonly failures: readonly number[];
  readonly blocked: readonly number[];
  readonly p50_ms: readonly (number | null)[];
  readonly p95_ms: readonly (number | null)[];
  readonly p99_ms: readonly (number | null)[];
}

export interface DurationChange {
  /** The last run before and the first run after it. */
  readonly after: string;
  readonly from: string;
  /** Medians on either side. */
  readonly was_ms: number;
  readonly is_ms: number;
  /** One sentence. */
  readonly says: string;
}

export interface FailureChange {
  readonly after: string;
  readonly from: string;
  /** Rates on either side. */
  readonly was: number;
  readonly is: number;
  readonly says: string;
}

/** GET /api/insights?since=…&until=… : what is true of all hooks together. */
export interface InsightsAnswer {
  readonly generated_at: string;
  readonly range: Range;
  /** What to do first, first. */
  readonly advice: readonly AdviceItem[];
  readonly together: readonly Together[];
  readonly capacity: CapacityAnswer | null;
}

export interface AdviceItem {
  readonly hook: string;
  readonly kind: string;
  /** One sentence with its evidence; begins with the hook's name. */
  readonly says: string;
  readonly saved_ms_per_day: number;
  readonly confidence: 'high' | 'medium' | 'low';
}

export interface Together {
  readonly kind: 'failed' | 'slower' | 'faster' | 'follows';
  readonly hooks: readonly [string, string];
  readonly says: string;
}

export interface CapacityAnswer {
  /** Hours of hook time for each hour. */
  readonly load: number;
  readonly peak_runs: number;
  readonly peak_at: string;
  readonly busiest_hour: { readonly from: string; readonly runs: number; readonly load: number };
  readonly growth_per_week: number | null;
  readonly says: readonly string[];
}

/** GET /api/runs?limit=…&hook=… : the latest runs, newest first. */
export interface RunsAnswer {
  readonly runs: readonly RunItem[];
}

export interface RunItem {
  readonly hook: string;
  readonly event: string;
  readonly agent: string;
  readonly project: string;
  /** When it ended: milliseconds since 1970. */
  readonly at: number;
  /** Null for a lost run. */
  readonly ms: number | null;
  readonly outcome: Outcome;
  readonly code: number | null;
}

export interface OpenItem {
  /** Names it among the open ones. */
  readonly run: string;
  readonly hook: string;
  readonly event: string;
  readonly agent: string;
  readonly project: string;
  /** When it started: milliseconds since 1970. */
  readonly at: number;
  readonly timeout_ms: number | null;
}

/**
 * GET /api/live : server-sent events. First `hello`, with all that is open; then `changes` as runs start and end, at most ten a second, and `health`
 * every second. Whoever was cut off asks for the other answers anew: nothing is replayed.
 */
export type LiveEvent =
  | { readonly event: 'hello'; readonly data: Hello }
  | { readonly event: 'changes'; readonly data: Changes }
  | { readonly event: 'health'; readonly data: Health };

export interface Hello {
  readonly version: string;
  /** The server's clock: milliseconds since 1970. */
  readonly now: number;
  readonly open: readonly OpenItem[];
  readonly health: Health;
}

/** In the order in which they were read. A run may start and end in the same one. */
export interface Changes {
  readonly now: number;
  readonly started: readonly OpenItem[];
  /** `run` takes it off the open ones; null where its start was never seen. */
  readonly ended: readonly (RunItem & { readonly run: string | null })[];
  /** Ended runs that are not listed since there were too many at once; all of them are in the other answers. */
  readonly skipped: number;
}

export interface Health {
  readonly now: number;
  readonly version: string;
  readonly started_at: string;
  /** Since the ledger began. */
  readonly runs: number;
  readonly failures: number;
  readonly open_runs: number;
  readonly lag_bytes: number;
  readonly lag_seconds: number;
  readonly lines: number;
  readonly rejects: Readonly<Record<string, number>>;
  readonly lost_runs: number;
  readonly write_errors: number;
  readonly checkpoint_age_seconds: number | null;
}
