// Runs as they were, small enough to keep: what a later comparison needs of each hook.

import { type Micros, micros } from '../base/units.ts';
import { isFailure, OUTCOMES, type Outcome } from '../ledger/outcome.ts';
import { working } from './hook-changes.ts';
import { quantile } from './quantile.ts';
import type { HookRuns, RunHistory } from './runs.ts';
import { sampleOf } from './sample.ts';
import type { Selection } from './selection.ts';

export interface Baseline {
  readonly name: string;
  readonly savedAt: Micros;
  /** Which version of hookmeter saved it. */
  readonly savedBy: string;
  /** Which runs it is of; `until` is always known, so that later runs can be told from these. */
  readonly selection: Selection & { readonly until: Micros };
  /** By name. */
  readonly hooks: readonly HookBaseline[];
}

/** One hook over all its events, agents and projects. */
export interface HookBaseline {
  readonly hook: string;
  readonly runs: number;
  /** They add up to `runs`. */
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Ends of the first and of the last run. */
  readonly from: Micros;
  readonly until: Micros;
  /** Successful and blocked runs whose duration is known. What follows is about these. */
  readonly durations: number;
  /** Undefined where there are none. */
  readonly quantiles: Quantiles | undefined;
  /** Microseconds, ascending: all, or a thousand that stand for all. */
  readonly sample: Float64Array;
}

export interface Quantiles {
  readonly p50: Micros;
  readonly p95: Micros;
  readonly p99: Micros;
}

/** Hooks without a run are left out. */
export const hookBaselines = ({ hooks }: RunHistory): HookBaseline[] =>
  hooks.filter(({ length }) => length > 0).map(hookBaseline);

function hookBaseline(runs: HookRuns): HookBaseline {
  const sorted = working(runs).us.slice().sort();
  return {
    hook: runs.hook,
    runs: runs.length,
    outcomes: outcomesOf(runs),
    from: micros(runs.at[0] ?? 0),
    until: micros(runs.at.at(-1) ?? 0),
    durations: sorted.length,
    quantiles: quantilesOf(sorted),
    sample: sampleOf(sorted),
  };
}

function outcomesOf({ outcome }: HookRuns): Readonly<Record<Outcome, number>> {
  const counts = { success: 0, blocked: 0, failed: 0, not_found: 0, signaled: 0, timed_out: 0, lost: 0 };
  for (const code of outcome) {
    const name = OUTCOMES[code];
    if (name !== undefined) counts[name]++;
  }
  return counts;
}

function quantilesOf(sorted: Float64Array): Quantiles | undefined {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((p) => quantile(sorted, p));
  if (p50 === undefined || p95 === undefined || p99 === undefined) return undefined;
  return { p50: micros(Math.round(p50)), p95: micros(Math.round(p95)), p99: micros(Math.round(p99)) };
}

export const failuresOf = ({ outcomes }: Pick<HookBaseline, 'outcomes'>): number =>
  OUTCOMES.reduce((sum, outcome) => sum + (isFailure(outcome) ? outcomes[outcome] : 0), 0);
