// All of it at once, for a report or a page.

import { DAY, type Micros, micros } from '../base/units.ts';
import { type Advice, adviceFrom, type HookFacts } from './advice.ts';
import { type BlockedTimes, blockedTimes } from './blocked-time.ts';
import { type Bottleneck, bottlenecks } from './bottlenecks.ts';
import { type Capacity, capacityOf } from './capacity.ts';
import { type ChangedTogether, changedTogether } from './changed-together.ts';
import { type Condition, conditionOf } from './condition.ts';
import { dailyQuantiles } from './daily.ts';
import { type FailedTogether, failedTogether } from './failed-together.ts';
import { type FailurePatterns, failurePatterns } from './failure-patterns.ts';
import { type Forecast, forecastTimeout } from './forecast.ts';
import { type DurationChange, durationChanges, type FailureChange, failureChanges } from './hook-changes.ts';
import { repeatsOf } from './repeats.ts';
import type { HookRuns, RunHistory } from './runs.ts';
import { type Succession, successions } from './successions.ts';
import type { Surveyed } from './survey.ts';
import type { Tally } from './tally.ts';
import { type Trend, trendOf } from './trend.ts';

export interface HookInsight {
  readonly hook: string;
  readonly runs: number;
  readonly from: Micros;
  readonly until: Micros;
  readonly timeout: Micros | undefined;
  readonly durationChanges: readonly DurationChange[];
  readonly failureChanges: readonly FailureChange[];
  readonly condition: Condition;
  readonly failures: FailurePatterns;
  /** Of the daily medians, in microseconds a day; undefined before five days. */
  readonly trend: Trend | undefined;
  readonly forecast: Forecast;
}

export interface Insights {
  /** By name. */
  readonly hooks: readonly HookInsight[];
  readonly bottlenecks: readonly Bottleneck[];
  readonly blocked: BlockedTimes;
  readonly capacity: Capacity | undefined;
  readonly failedTogether: readonly FailedTogether[];
  readonly changedTogether: readonly ChangedTogether[];
  readonly successions: readonly Succession[];
  readonly advice: readonly Advice[];
}

/** `offset` is how many microseconds people's clocks are ahead of UTC. */
export function insightsOf(history: RunHistory, offset = 0): Insights {
  const known = ran(history);
  const hooks = known.map((runs) => hookInsight(runs, history, offset));
  return together(hooks, history, known, offset);
}

/**
 * The same of runs that may have been thinned: what a hook did, from all that is kept of it; what hooks have to do with each other, what they cost and
 * how much work they are, from the latest runs, of which none is missing. Counts of runs and errors are those of all runs.
 */
export function insightsOfSurvey(surveyed: Surveyed, offset = 0): Insights {
  const { history, latest, tallies, thinned } = surveyed;
  if (thinned === undefined) return insightsOf(history, offset);
  const recent = new Map(ran(latest).map((runs) => [runs.hook, runs]));
  const hooks = ran(history).map((runs) => {
    const insight = hookInsight(runs, history, offset);
    const older = runs.length - (recent.get(runs.hook)?.length ?? 0);
    return counted(insight, tallies.get(runs.hook), older, thinned.weights.get(runs.hook) ?? 1);
  });
  return together(
    hooks,
    latest,
    ran(history).map((runs) => recent.get(runs.hook) ?? runs),
    offset,
  );
}

const ran = ({ hooks }: RunHistory): readonly HookRuns[] => hooks.filter(({ length }) => length > 0);

/** `known` are the runs of `hooks` that advice counts by, one for each. */
function together(
  hooks: readonly HookInsight[],
  latest: RunHistory,
  known: readonly HookRuns[],
  offset: number,
): Insights {
  const blocked = blockedTimes(latest);
  const costs = bottlenecks(latest, blocked);
  const costOf = new Map(costs.map((cost) => [cost.hook, cost]));
  return {
    hooks,
    bottlenecks: costs,
    blocked,
    capacity: capacityOf(latest.hooks, offset),
    failedTogether: failedTogether(ran(latest)),
    changedTogether: changedTogether(hooks.map(({ durationChanges: changes, ...hook }) => ({ ...hook, changes }))),
    successions: successions(ran(latest)),
    advice: adviceFrom(hooks.map((hook, i) => factsOf(hook, costOf.get(hook.hook), known[i]))),
  };
}

/** With what was counted of all its runs. A streak that reaches into the sample stands for more runs than are kept. */
function counted(insight: HookInsight, tally: Tally | undefined, older: number, weight: number): HookInsight {
  if (tally === undefined) return insight;
  const { condition } = insight;
  const kept = insight.runs;
  const whole = (runs: number): number => Math.round(runs + Math.max(0, runs - (kept - older)) * (weight - 1));
  const changed = <T extends { readonly runs: number }>(change: T): T => ({ ...change, runs: whole(change.runs) });
  return {
    ...insight,
    runs: tally.runs,
    from: tally.firstAt,
    until: tally.lastAt,
    durationChanges: insight.durationChanges.map(changed),
    failureChanges: insight.failureChanges.map(changed),
    condition: condition.kind === 'broken' ? { ...condition, streak: whole(condition.streak) } : condition,
    failures: { ...insight.failures, failures: tally.failures, runs: tally.runs, errors: tally.errors },
  };
}

/** For one hook: what a detail view shows. */
export function hookInsight(runs: HookRuns, history: RunHistory, offset = 0): HookInsight {
  return {
    hook: runs.hook,
    runs: runs.length,
    from: micros(runs.at[0] ?? 0),
    until: micros(runs.at.at(-1) ?? 0),
    timeout: runs.timeout,
    durationChanges: durationChanges(runs),
    failureChanges: failureChanges(runs),
    condition: conditionOf(runs),
    failures: failurePatterns(runs, history, offset),
    trend: trendOf(dailyQuantiles(runs, 0.5, 1, offset)),
    forecast: forecastTimeout(runs, offset),
  };
}

function factsOf(hook: HookInsight, bottleneck: Bottleneck | undefined, runs: HookRuns | undefined): HookFacts {
  if (runs === undefined) throw new Error(`no runs of ${hook.hook} are known`);
  const span = micros(Math.max(DAY, (runs.at.at(-1) ?? 0) - (runs.at[0] ?? 0)));
  const { errors } = hook.failures;
  return { ...hook, runs: runs.length, span, bottleneck, errors, repeated: repeatsOf(runs) };
}
