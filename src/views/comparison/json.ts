// A comparison for machines. The unit is in the name; null where there is nothing to measure. docs/baselines.md says what each field is.

import { assertNever } from '../../base/assert-never.ts';
import type { Micros } from '../../base/units.ts';
import { failuresOf, type HookBaseline } from '../../insight/baseline.ts';
import {
  type DurationVerdict,
  type FailureVerdict,
  type HookComparison,
  SIGNIFICANCE,
} from '../../insight/comparison.ts';
import type { Regression } from '../../insight/regressions.ts';
import type { ComparedSide, ComparisonReport } from './report.ts';
import { iso } from './words.ts';

export function comparisonJson(report: ComparisonReport): string {
  const { base, head, comparison, limits, regressions, notes } = report;
  const json = {
    base: sideJson(base),
    head: sideJson(head),
    significance: SIGNIFICANCE,
    tests: comparison.tests,
    notes,
    hooks: comparison.hooks.map(hookJson),
    fail_on:
      limits === undefined
        ? null
        : {
            slower_percent: limits.slower === undefined ? null : rounded(limits.slower * 100),
            failures_points: limits.failures === undefined ? null : rounded(limits.failures * 100),
          },
    accepted: regressions.length === 0,
    regressions: regressions.map(regressionJson),
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

function sideJson({ name, selection, hooks }: ComparedSide) {
  const { since, until, hooks: names, projects } = selection;
  return {
    baseline: name ?? null,
    since: since === undefined ? null : iso(since),
    until: until === undefined ? null : iso(until),
    only_hooks: names,
    only_projects: projects,
    hooks: hooks.length,
    runs: hooks.reduce((sum, { runs }) => sum + runs, 0),
  };
}

function hookJson(comparison: HookComparison) {
  const { hook, kind } = comparison;
  switch (kind) {
    case 'new':
      return { hook, kind, head: runsJson(comparison.head) };
    case 'gone':
      return { hook, kind, base: runsJson(comparison.base) };
    case 'both':
      return {
        hook,
        kind,
        base: runsJson(comparison.base),
        head: runsJson(comparison.head),
        durations: durationsJson(comparison.durations),
        failures: failuresJson(comparison.failures),
      };
    default:
      return assertNever(kind);
  }
}

/** As `baseline show --json` has it as well, but for the sample. */
function runsJson(hook: HookBaseline) {
  const { runs, outcomes, from, until, durations, quantiles } = hook;
  return {
    runs,
    failures: failuresOf(hook),
    outcomes,
    first_run: iso(from),
    last_run: iso(until),
    durations,
    p50_ms: millis(quantiles?.p50),
    p95_ms: millis(quantiles?.p95),
    p99_ms: millis(quantiles?.p99),
  };
}

function durationsJson(verdict: DurationVerdict) {
  if (verdict.kind === 'too_few') {
    return { verdict: verdict.kind, base_durations: verdict.base, head_durations: verdict.head };
  }
  const { kind, shift, delta, p, adjusted } = verdict;
  return {
    verdict: kind,
    shift_percent: rounded((shift.ratio - 1) * 100),
    shift_low_percent: shift.interval === undefined ? null : rounded((shift.interval.low - 1) * 100),
    shift_high_percent: shift.interval === undefined ? null : rounded((shift.interval.high - 1) * 100),
    cliffs_delta: rounded(delta),
    p,
    p_adjusted: adjusted,
  };
}

function failuresJson(verdict: FailureVerdict) {
  if (verdict.kind === 'too_few') return { verdict: verdict.kind, base_runs: verdict.base, head_runs: verdict.head };
  const { kind, difference, low, high, p, adjusted } = verdict;
  return {
    verdict: kind,
    difference_points: rounded(difference * 100),
    difference_low_points: rounded(low * 100),
    difference_high_points: rounded(high * 100),
    p,
    p_adjusted: adjusted,
  };
}

function regressionJson({ hook, kind, by, limit }: Regression) {
  const [is, allowed] = [rounded(by * 100), rounded(limit * 100)];
  switch (kind) {
    case 'slower':
      return { hook, kind, by_percent: is, limit_percent: allowed };
    case 'failing_more':
      return { hook, kind, by_points: is, limit_points: allowed };
    default:
      return assertNever(kind);
  }
}

const millis = (us: Micros | undefined): number | null => (us === undefined ? null : us / 1e3);
const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;
