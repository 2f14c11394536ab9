// How much work hooks are, and how much more of it would fit.

import { DAY, type Micros, micros } from '../base/units.ts';
import { dailyCounts } from './daily.ts';
import { quantile } from './quantile.ts';
import type { HookRuns } from './runs.ts';
import { trendOf } from './trend.ts';

export interface Capacity {
  /** Runs with a known duration, and the time from the start of the first to the end of the last. */
  readonly runs: number;
  readonly span: Micros;
  /** Erlang: runs under way at a time, on average, as arrivals × mean duration … */
  readonly load: number;
  /** … and as measured by watching every start and end; by Little's law the same. */
  readonly concurrency: number;
  /** Most runs at the same time. */
  readonly peak: { readonly runs: number; readonly at: Micros };
  readonly busiestHour: Hour;
  /** Undefined before two weeks are known. */
  readonly growth: Growth | undefined;
}

export interface Hour {
  readonly from: Micros;
  /** That started in it. */
  readonly runs: number;
  /** Erlang within the hour. */
  readonly load: number;
}

/** Runs a day, by Theil and Sen over whole days. */
export interface Growth {
  /** Runs a day more each week; 95 % interval. */
  readonly perWeek: number;
  readonly low: number;
  readonly high: number;
  readonly p: number;
  /** Median of the days. */
  readonly perDay: number;
}

/** If there were `factor` times as many runs, each as long as now. */
export interface Scaled {
  readonly load: number;
  readonly busiestLoad: number;
  /** Of runs under way at the same time in the busiest hour: Poisson's 99th percentile (M/G/∞), which leaves bursts out. */
  readonly likelyPeak: number;
}

const HOUR = DAY / 24;
const LEAST_DAYS = 14;

/** Undefined where no duration is known. `runs` may be of one hook or, merged by the caller's choice, of several. */
export function capacityOf(runs: readonly HookRuns[], offset = 0): Capacity | undefined {
  const { starts, ends, total } = intervals(runs);
  const [first, last] = [starts[0], ends.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const span = Math.max(1, last - first);
  const { peak, time } = sweep(starts, ends);
  return {
    runs: starts.length,
    span: micros(span),
    load: (starts.length / span) * (total / starts.length),
    concurrency: time / span,
    peak,
    busiestHour: busiestHour(runs),
    growth: growthOf(runs, offset),
  };
}

/** How many times as many runs fit, one after the other, into the busiest hour of one host; Infinity where runs take no time. */
export const serialHeadroom = ({ busiestHour }: Capacity): number => 1 / busiestHour.load;

export function scaled({ load, busiestHour }: Capacity, factor: number): Scaled {
  const busiestLoad = busiestHour.load * factor;
  return { load: load * factor, busiestLoad, likelyPeak: poissonQuantile(busiestLoad, 0.99) };
}

function intervals(hooks: readonly HookRuns[]): { starts: Float64Array; ends: Float64Array; total: number } {
  const length = hooks.reduce((sum, runs) => sum + runs.length, 0);
  const [starts, ends] = [new Float64Array(length), new Float64Array(length)];
  let [count, total] = [0, 0];
  for (const { us, at, length } of hooks) {
    for (let i = 0; i < length; i++) {
      const duration = us[i] ?? NaN;
      if (Number.isNaN(duration)) continue;
      ends[count] = at[i] ?? 0;
      starts[count++] = (at[i] ?? 0) - duration;
      total += duration;
    }
  }
  return { starts: starts.subarray(0, count).sort(), ends: ends.subarray(0, count).sort(), total };
}

/** Through all starts and ends; a run that ends when another starts makes room for it. */
function sweep(starts: Float64Array, ends: Float64Array): { peak: Capacity['peak']; time: number } {
  let [running, time, last, done] = [0, 0, starts[0] ?? 0, 0];
  let peak = { runs: 0, at: micros(0) };
  const passTo = (moment: number): void => {
    time += running * (moment - last);
    last = moment;
  };
  for (const start of starts) {
    for (; (ends[done] ?? Infinity) <= start && running > 0; done++) {
      passTo(ends[done] ?? 0);
      running--;
    }
    passTo(start);
    running++;
    if (running > peak.runs) peak = { runs: running, at: micros(start) };
  }
  for (; done < ends.length; done++) {
    passTo(ends[done] ?? 0);
    running--;
  }
  return { peak, time };
}

/** A run's time counts in each hour that it touches, at most a day of them: what runs longer says nothing about an hour. */
function busiestHour(hooks: readonly HookRuns[]): Hour {
  const hours = new Map<number, { runs: number; time: number }>();
  const at = (hour: number): { runs: number; time: number } => {
    const known = hours.get(hour) ?? { runs: 0, time: 0 };
    hours.set(hour, known);
    return known;
  };
  for (const runs of hooks) {
    for (let i = 0; i < runs.length; i++) {
      const us = runs.us[i] ?? NaN;
      if (Number.isNaN(us)) continue;
      const end = runs.at[i] ?? 0;
      const start = Math.max(end - us, end - DAY);
      at(Math.floor((end - us) / HOUR)).runs++;
      for (let from = start; from < end; ) {
        const hour = Math.floor(from / HOUR);
        const to = Math.min(end, (hour + 1) * HOUR);
        at(hour).time += to - from;
        from = to;
      }
    }
  }
  let [best, most] = [0, { runs: 0, time: -1 }];
  for (const [hour, sums] of hours) if (sums.time > most.time) [best, most] = [hour, sums];
  return { from: micros(best * HOUR), runs: most.runs, load: Math.max(0, most.time) / HOUR };
}

function growthOf(hooks: readonly HookRuns[], offset: number): Growth | undefined {
  const days = dailyCounts(hooks, offset);
  const trend = days.length < LEAST_DAYS ? undefined : trendOf(days);
  if (trend === undefined) return undefined;
  const perDay = quantile(Float64Array.from(days, ({ value }) => value).sort(), 0.5) ?? 0;
  return { perWeek: trend.slope * 7, low: trend.low * 7, high: trend.high * 7, p: trend.p, perDay };
}

function poissonQuantile(mean: number, p: number): number {
  // Beyond this the normal approximation is right to a run.
  if (mean > 500) return Math.ceil(mean + 2.326348 * Math.sqrt(mean));
  let [k, term] = [0, Math.exp(-mean)];
  for (let sum = term; sum < p; sum += term) term *= mean / ++k;
  return k;
}
