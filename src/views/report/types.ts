// The report for machines: `report --format json`, /api/report. docs/report.md says the same. Moments are ISO 8601 in UTC;
// times milliseconds; `…_rate` of hooks percent; shares and other rates 0 to 1; null where there is nothing to measure. `says` is the same for
// people: one sentence in which names from outside are harmless to a terminal.

import type { Outcome } from '../../ledger/outcome.ts';

export interface Report {
  readonly generated_at: string;
  readonly total_executions: number;
  readonly overall_success_rate: number;
  /** By name. */
  readonly hooks: readonly HookReport[];
  /** Hooks that are configured, of which no run is known. */
  readonly never_ran: readonly NeverRan[];
  /** What was asked for; null for everything. */
  readonly selection: SelectionReport | null;
  readonly journal: JournalReport;
  /** Hooks that fail, change or run together more often than chance explains. */
  readonly together: readonly Together[];
  readonly capacity: CapacityReport | null;
  /** What to do first, first. */
  readonly advice: readonly AdviceReport[];
}

export interface SelectionReport {
  readonly since: string | null;
  readonly until: string | null;
  readonly hooks: readonly string[];
  readonly projects: readonly string[];
}

/** The runs that the report could look at one by one: those of the selection that the journal still holds. */
export interface JournalReport {
  readonly runs: number;
  /** The first and the last of them. */
  readonly from: string | null;
  readonly until: string | null;
  /** UTC days of the first and the last file that there is, whatever was selected. */
  readonly days: readonly [string, string] | null;
  /** Runs with impossible moments: a clock was wrong. Only the totals of everything count them. */
  readonly misdated: number;
  /** Set where there are too many runs to keep each. */
  readonly thinned: ThinnedReport | null;
}

export interface ThinnedReport {
  /** From here on every run was looked at; of older ones a sample. */
  readonly complete_since: string;
  readonly runs_kept: number;
  readonly says: string;
}

export interface HookReport {
  readonly hook: string;
  /** Everything that was ever counted; of a selection: its runs in the journal. */
  readonly executions: number;
  readonly failed_executions: number;
  readonly success_rate: number;
  readonly average_ms: number | null;
  /** Of the runs that are still in the journal. */
  readonly p50_ms: number | null;
  readonly p95_ms: number | null;
  readonly p99_ms: number | null;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Executions taken over from elsewhere. They count in the totals; how each of them ended is not told here. */
  readonly imported: number;
  readonly open_runs: number;
  readonly last_run: string | null;
  /** False where quantiles may be off by 0.5 %. */
  readonly quantiles_exact: boolean;
  /** From here on: of the runs in the journal. */
  readonly runs: number;
  readonly failures: number;
  readonly total_ms: number;
  /** Of the time of all hooks. */
  readonly share: number;
  readonly timeout_ms: number | null;
  /** Null where no duration is known. */
  readonly cost: CostReport | null;
  /** Median durations in 30 equal parts of the time from `journal.from` to `journal.until`. */
  readonly spark_ms: readonly (number | null)[];
  readonly condition: ConditionReport;
  readonly duration_changes: readonly DurationChangeReport[];
  readonly failure_changes: readonly FailureChangeReport[];
  readonly trend: TrendReport | null;
  readonly forecast: ForecastReport;
  readonly errors: readonly ErrorReport[];
  readonly concentrations: readonly ConcentrationReport[];
}

export interface NeverRan {
  readonly hook: string;
  readonly event: string;
  readonly agent: string;
  /** Empty for one that is configured for all projects. */
  readonly project: string;
  /** When it was first known to be configured. */
  readonly since: string;
}

/** What it costs the hosts that run it; of a thinned journal, in the runs since `thinned.complete_since`. */
export interface CostReport {
  /** Hosts stood still for so long because of it, and its part of all such time. */
  readonly waited_ms: number;
  readonly waited_share: number;
  /** So much less would they stand still without it. */
  readonly alone_ms: number;
  readonly work: 'computing' | 'waiting' | 'mixed' | 'unknown';
  /** Processor time over duration, above 1 for several threads; null where too little is known. */
  readonly cpu_share: number | null;
  /** p99 over p50; null where that is nothing. */
  readonly tail: number | null;
  readonly says: string;
}

export type ConditionKind = 'too_few' | 'working' | 'broken' | 'flaky' | 'in_periods' | 'rare';

export interface ConditionReport {
  readonly kind: ConditionKind;
  /** Failures in a row up to the latest run, where nothing else happens any more. */
  readonly streak: number;
  readonly since: string | null;
  readonly says: string;
}

export interface DurationChangeReport {
  /** The last run before and the first run after it. */
  readonly after: string;
  readonly from: string;
  readonly direction: 'slower' | 'faster';
  /** Medians on either side. */
  readonly was_ms: number;
  readonly is_ms: number;
  /** Since then. */
  readonly runs: number;
  readonly says: string;
}

export interface FailureChangeReport {
  readonly after: string;
  readonly from: string;
  readonly direction: 'worse' | 'better';
  readonly was: number;
  readonly is: number;
  readonly runs: number;
  readonly says: string;
}

/** Of the daily medians. */
export interface TrendReport {
  readonly ms_per_day: number;
  readonly low_ms_per_day: number;
  readonly high_ms_per_day: number;
  readonly p: number;
  /** Null where chance, a single change, or little growth explains it. */
  readonly says: string | null;
}

export interface ForecastReport {
  readonly kind: 'no_timeout' | 'too_few_days' | 'reached' | 'not_rising' | 'beyond' | 'reaches';
  /** The daily 95th percentile, today. */
  readonly p95_ms: number | null;
  readonly ms_per_day: number | null;
  /** When it reaches the timeout, and the earliest and latest that fits. */
  readonly at: string | null;
  readonly earliest: string | null;
  readonly latest: string | null;
  readonly says: string | null;
}

export interface ErrorReport {
  /** Exit code, or the outcome's name. */
  readonly error: string;
  readonly count: number;
  readonly first: string;
  readonly last: string;
}

export interface ConcentrationReport {
  readonly by: 'hour' | 'weekday' | 'project' | 'event' | 'agent';
  readonly value: string;
  readonly rate: number;
  readonly elsewhere: number;
  readonly says: string;
}

export interface Together {
  readonly kind: 'failed' | 'slower' | 'faster' | 'follows';
  readonly hooks: readonly [string, string];
  readonly says: string;
}

export interface CapacityReport {
  /** Hours of hook time for each hour. */
  readonly load: number;
  readonly peak_runs: number;
  readonly peak_at: string;
  readonly busiest_hour: { readonly from: string; readonly runs: number; readonly load: number };
  /** Runs a day more each week; null before two weeks, and where it may as well be none. */
  readonly growth_per_week: number | null;
  /** How many times as many runs fit, one after the other, into the busiest hour; null where runs take no time. */
  readonly headroom: number | null;
  readonly says: readonly string[];
}

export interface AdviceReport {
  readonly hook: string;
  readonly kind: string;
  readonly saved_ms_per_day: number;
  readonly confidence: 'high' | 'medium' | 'low';
  readonly says: string;
}
