// One hook of the report.

import { percent } from '../../base/percent.ts';
import { DAY, type Micros, toMillis } from '../../base/units.ts';
import type { Bottleneck } from '../../insight/bottlenecks.ts';
import { bucketsOf, type Stretch } from '../../insight/buckets.ts';
import type { Forecast } from '../../insight/forecast.ts';
import type { DurationChange, FailureChange } from '../../insight/hook-changes.ts';
import type { HookInsight } from '../../insight/insights.ts';
import type { HookRuns } from '../../insight/runs.ts';
import type { Tally } from '../../insight/tally.ts';
import type { HookTotals } from '../../ledger/hook-totals.ts';
import { OUTCOMES, type Outcome } from '../../ledger/outcome.ts';
import {
  concentrationSentence,
  conditionSentence,
  costSentence,
  durationChangeSentence,
  failureChangeSentence,
  forecastSentence,
  trendSentence,
} from './sentences.ts';
import type {
  ConditionReport,
  DurationChangeReport,
  FailureChangeReport,
  ForecastReport,
  HookReport,
} from './types.ts';

/** What is known of a hook; all but `totals` only where the journal holds runs of it. */
export interface KnownHook {
  readonly totals: HookTotals;
  readonly tally: Tally | undefined;
  readonly insight: HookInsight | undefined;
  readonly runs: HookRuns | undefined;
  readonly cost: Bottleneck | undefined;
}

export const SPARK_PARTS = 30;

/** `allTime` is that of all hooks in the journal, in microseconds. */
export function hookReport(
  { totals, tally, insight, runs, cost }: KnownHook,
  { stretch, allTime }: { readonly stretch: Stretch | undefined; readonly allTime: number },
): HookReport {
  const executions = totals.successful + totals.failed;
  const known = OUTCOMES.reduce((sum, outcome) => sum + totals.outcomes[outcome], 0);
  const { hook } = totals;
  return {
    hook,
    executions,
    failed_executions: totals.failed,
    success_rate: percent(totals.successful, executions),
    average_ms: totals.durations === 0 ? null : ms(totals.us / totals.durations),
    p50_ms: ms(tally?.p50),
    p95_ms: ms(tally?.p95),
    p99_ms: ms(tally?.p99),
    outcomes: totals.outcomes,
    imported: executions - known,
    open_runs: totals.openRuns,
    last_run: iso(totals.lastAt),
    quantiles_exact: tally?.isExact ?? true,
    runs: tally?.runs ?? 0,
    failures: tally?.failures ?? 0,
    total_ms: ms(tally?.us) ?? 0,
    share: allTime === 0 ? 0 : (tally?.us ?? 0) / allTime,
    timeout_ms: ms(insight?.timeout),
    cost: costReport(cost),
    spark_ms: spark(runs, stretch),
    condition: conditionReport(hook, insight),
    duration_changes: (insight?.durationChanges ?? []).map((change) => durationChange(hook, change)),
    failure_changes: (insight?.failureChanges ?? []).map((change) => failureChange(hook, change)),
    trend: trendReport(insight, tally?.p50),
    forecast: forecastReport(hook, insight),
    errors: (tally?.errors ?? []).map(({ error, count, firstAt, lastAt }) => ({
      error,
      count,
      first: moment(firstAt),
      last: moment(lastAt),
    })),
    concentrations: (insight?.failures.concentrations ?? []).map((each) => ({
      by: each.by,
      value: each.value,
      rate: each.rate,
      elsewhere: each.elsewhere,
      says: concentrationSentence(hook, each),
    })),
  };
}

/** Totals as the ledger has them, of the runs that were selected. */
export function totalsOf(hook: string, tally: Tally): HookTotals {
  return {
    hook,
    successful: tally.runs - tally.failures,
    failed: tally.failures,
    us: tally.us,
    durations: tally.durations,
    lastAt: tally.lastAt,
    outcomes: tally.outcomes satisfies Readonly<Record<Outcome, number>>,
    openRuns: 0,
  };
}

function spark(runs: HookRuns | undefined, stretch: Stretch | undefined): readonly (number | null)[] {
  if (runs === undefined || stretch === undefined) return Array.from({ length: SPARK_PARTS }, () => null);
  return bucketsOf(runs, stretch).map(({ p50 }) => ms(p50));
}

function conditionReport(hook: string, insight: HookInsight | undefined): ConditionReport {
  const condition = insight?.condition ?? { kind: 'too_few', runs: 0 };
  const isBroken = condition.kind === 'broken';
  return {
    kind: condition.kind,
    streak: isBroken ? condition.streak : 0,
    since: isBroken ? moment(condition.since) : null,
    says: conditionSentence(hook, condition),
  };
}

function durationChange(hook: string, change: DurationChange): DurationChangeReport {
  const { after, from, was, is, runs } = change;
  return {
    after: moment(after),
    from: moment(from),
    direction: is > was ? 'slower' : 'faster',
    was_ms: toMillis(was),
    is_ms: toMillis(is),
    runs,
    says: durationChangeSentence(hook, change),
  };
}

function failureChange(hook: string, change: FailureChange): FailureChangeReport {
  const { after, from, was, is, runs } = change;
  return {
    after: moment(after),
    from: moment(from),
    direction: is > was ? 'worse' : 'better',
    was,
    is,
    runs,
    says: failureChangeSentence(hook, change),
  };
}

function trendReport(insight: HookInsight | undefined, p50: Micros | undefined): HookReport['trend'] {
  const trend = insight?.trend;
  if (insight === undefined || trend === undefined) return null;
  const { slope, low, high, p } = trend;
  const drift = { p50: p50 ?? 0, days: (insight.until - insight.from) / DAY };
  // A step looks like a slope to whoever looks for slopes.
  const says = insight.durationChanges.length === 0 ? trendSentence(insight.hook, trend, drift) : undefined;
  return { ms_per_day: slope / 1e3, low_ms_per_day: low / 1e3, high_ms_per_day: high / 1e3, p, says: says ?? null };
}

function costReport(cost: Bottleneck | undefined): HookReport['cost'] {
  if (cost === undefined) return null;
  const { critical, criticalShare, alone, work, p50, p99 } = cost;
  return {
    waited_ms: toMillis(critical),
    waited_share: criticalShare,
    alone_ms: toMillis(alone),
    work: work.kind,
    cpu_share: work.kind === 'unknown' ? null : work.cpuShare,
    tail: p50 === 0 ? null : p99 / p50,
    says: costSentence(cost),
  };
}

function forecastReport(hook: string, insight: HookInsight | undefined): ForecastReport {
  const forecast: Forecast = insight?.forecast ?? { kind: 'no_timeout' };
  const reaches = forecast.kind === 'reaches' ? forecast : undefined;
  return {
    kind: forecast.kind,
    p95_ms: 'p95' in forecast ? toMillis(forecast.p95) : null,
    ms_per_day: 'perDay' in forecast ? toMillis(forecast.perDay) : null,
    at: iso(reaches?.at),
    earliest: iso(reaches?.earliest),
    latest: iso(reaches?.latest),
    says: forecastSentence(hook, forecast, insight?.timeout) ?? null,
  };
}

/** Microseconds as milliseconds, three decimals: all there is. */
const ms = (us: number | undefined): number | null => (us === undefined ? null : Math.round(us) / 1e3);

const moment = (at: Micros): string => new Date(toMillis(at)).toISOString();
const iso = (at: Micros | undefined): string | null => (at === undefined ? null : moment(at));
