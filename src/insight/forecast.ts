// When a hook's 95th percentile will reach its timeout, if it goes on as it did.

import { DAY, type Micros, micros } from '../base/units.ts';
import { dailyQuantiles } from './daily.ts';
import type { HookRuns } from './runs.ts';
import { interceptOf, type TimedValue, type Trend, trendOf } from './trend.ts';

export type Forecast =
  | { readonly kind: 'no_timeout' }
  /** `days` have the five runs that a percentile takes at least; ten such days are needed. */
  | { readonly kind: 'too_few_days'; readonly days: number }
  /** The latest day's line is there already. */
  | { readonly kind: 'reached'; readonly p95: Micros }
  | { readonly kind: 'not_rising'; readonly p95: Micros }
  /** It rises, but not so that it gets there within as many days as are known: further, nobody should look. */
  | { readonly kind: 'beyond'; readonly p95: Micros; readonly perDay: Micros; readonly horizon: Micros }
  | {
      readonly kind: 'reaches';
      readonly p95: Micros;
      readonly perDay: Micros;
      readonly at: Micros;
      /** From the 95 % interval of the slope; `latest` is undefined where that is beyond the horizon. */
      readonly earliest: Micros;
      readonly latest: Micros | undefined;
    };

const LEAST_DAYS = 10;
const LEAST_RUNS_A_DAY = 5;
const SIGNIFICANT = 0.05;

export function forecastTimeout(runs: HookRuns, offset = 0): Forecast {
  const { timeout } = runs;
  if (timeout === undefined) return { kind: 'no_timeout' };
  const days = dailyQuantiles(runs, 0.95, LEAST_RUNS_A_DAY, offset);
  const trend = days.length < LEAST_DAYS ? undefined : trendOf(days);
  return trend === undefined ? { kind: 'too_few_days', days: days.length } : extrapolated(days, trend, timeout, offset);
}

function extrapolated(days: readonly TimedValue[], trend: Trend, timeout: Micros, offset: number): Forecast {
  const [first, last] = [days[0]?.at ?? 0, days.at(-1)?.at ?? 0];
  const isTrend = trend.p < SIGNIFICANT;
  // Without a trend the line is level: through the median of all days.
  const now = interceptOf(days, isTrend ? trend.slope : 0) + (isTrend ? trend.slope : 0) * last;
  const p95 = micros(Math.max(0, Math.round(now)));
  if (p95 >= timeout) return { kind: 'reached', p95 };
  if (!isTrend || trend.slope <= 0) return { kind: 'not_rising', p95 };
  const horizon = last + (last - first);
  const crossing = (slope: number): number | undefined => {
    const day = slope <= 0 ? Infinity : Math.max(last, (timeout - interceptOf(days, slope)) / slope);
    return day > horizon ? undefined : day;
  };
  const moment = (day: number): Micros => micros(Math.round((day + MIDDAY) * DAY - offset));
  const perDay = micros(Math.round(trend.slope));
  const [at, earliest, latest] = [crossing(trend.slope), crossing(trend.high), crossing(trend.low)];
  if (at === undefined) return { kind: 'beyond', p95, perDay, horizon: moment(horizon) };
  return {
    kind: 'reaches',
    p95,
    perDay,
    at: moment(at),
    earliest: moment(earliest ?? at),
    latest: latest === undefined ? undefined : moment(latest),
  };
}

/** A day's value stands for the middle of the day. */
const MIDDAY = 0.5;
