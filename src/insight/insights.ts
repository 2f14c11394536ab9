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
  const known = history.hooks.filter(({ length }) => length > 0);
  const hooks = known.map((runs) => hookInsight(runs, history, offset));
  const blocked = blockedTimes(history);
  const costs = bottlenecks(history, blocked);
  const costOf = new Map(costs.map((cost) => [cost.hook, cost]));
  return {
    hooks,
    bottlenecks: costs,
    blocked,
    capacity: capacityOf(history.hooks, offset),
    failedTogether: failedTogether(known),
    changedTogether: changedTogether(hooks.map(({ durationChanges: changes, ...hook }) => ({ ...hook, changes }))),
    successions: successions(known),
    advice: adviceFrom(hooks.map((hook, i) => factsOf(hook, costOf.get(hook.hook), known[i]))),
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
  const span = micros(Math.max(DAY, hook.until - hook.from));
  const repeated = runs === undefined ? { times: 0, moments: 0 } : repeatsOf(runs);
  return { ...hook, span, bottleneck, errors: hook.failures.errors, repeated };
}
