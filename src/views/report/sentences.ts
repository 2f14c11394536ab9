// What was found, in sentences. Names from outside are made printable here, once.

import { assertNever } from '../../base/assert-never.ts';
import { DAY, type Micros } from '../../base/units.ts';
import type { Bottleneck, Work } from '../../insight/bottlenecks.ts';
import { type Capacity, scaled, serialHeadroom } from '../../insight/capacity.ts';
import type { Condition } from '../../insight/condition.ts';
import type { Concentration } from '../../insight/failure-patterns.ts';
import type { Forecast } from '../../insight/forecast.ts';
import type { DurationChange, FailureChange } from '../../insight/hook-changes.ts';
import type { Thinned } from '../../insight/survey.ts';
import type { Trend } from '../../insight/trend.ts';
import { duration, moment, percent } from '../amounts.ts';
import { printable } from '../printable.ts';
import { counted } from '../words.ts';

export function durationChangeSentence(hook: string, { was, is, from, runs }: DurationChange): string {
  const how = is > was ? 'slower' : 'faster';
  return `${printable(hook)} is ${how} since ${moment(from)}: ${duration(was)}, now ${duration(is)}${ratio(was, is)} over ${counted(runs, 'run')}`;
}

/** ` (+64%)`; twice as long and more in times. */
function ratio(was: number, is: number): string {
  if (was <= 0 || is <= 0) return '';
  if (is >= 2 * was) return ` (${Number((is / was).toPrecision(2))} times)`;
  return ` (${is > was ? '+' : '-'}${percent(Math.abs(is / was - 1))})`;
}

export function failureChangeSentence(hook: string, { was, is, from, runs }: FailureChange): string {
  const how = is > was ? 'more' : 'less';
  return `${printable(hook)} fails ${how} since ${moment(from)}: ${percent(was)} of its runs, now ${percent(is)} of ${counted(runs, 'run')}`;
}

export function conditionSentence(hook: string, condition: Condition): string {
  const name = printable(hook);
  switch (condition.kind) {
    case 'too_few':
      return `${name} has too few runs to say how it does (${condition.runs})`;
    case 'working':
      return `${name} works: no failure in its latest ${counted(condition.runs, 'run')}`;
    case 'broken':
      return condition.always
        ? `${name} is broken: it has never succeeded in ${counted(condition.streak, 'run')}`
        : `${name} is broken since ${moment(condition.since)}: ${counted(condition.streak, 'failure')} in a row`;
    case 'flaky':
      return `${name} is flaky: ${counted(condition.failures, 'failure')} here and there in its latest ${counted(condition.runs, 'run')}`;
    case 'in_periods':
      return `${name} fails in periods: ${counted(condition.failures, 'failure')} in its latest ${counted(condition.runs, 'run')}, close together`;
    case 'rare':
      return `${name} fails rarely: ${counted(condition.failures, 'failure')} in its latest ${counted(condition.runs, 'run')}`;
    default:
      return assertNever(condition);
  }
}

export function costSentence({ hook, share, criticalShare, work, p50, p99, runs }: Bottleneck): string {
  const tail =
    p50 > 0 && runs >= LEAST_TAIL_RUNS && p99 >= LEAST_TAIL * p50
      ? `; 1 run of 100 takes ${times(p99 / p50)} its median or longer`
      : '';
  return `${printable(hook)}: ${percent(share)} of all hook time, ${percent(criticalShare)} of the time that hosts wait for hooks${workWords(work)}${tail}`;
}

/** A hundredth of fewer is less than two runs. */
const LEAST_TAIL_RUNS = 200;
const LEAST_TAIL = 1.5;
const times = (ratio: number): string => `${Number(ratio.toPrecision(2))} times`;

function workWords(work: Work): string {
  switch (work.kind) {
    case 'unknown':
      return '';
    case 'computing':
      return `; mostly computing (${work.cpuShare > 1 ? `on ${Number(work.cpuShare.toPrecision(2))} cores` : `${percent(work.cpuShare)} of its time`})`;
    case 'waiting':
      return `; mostly waiting (computing ${percent(work.cpuShare)} of its time)`;
    case 'mixed':
      return `; computing ${percent(work.cpuShare)} of its time`;
    default:
      return assertNever(work);
  }
}

/** Undefined for a slope that chance explains or that hardly matters over the `days` that are known. */
export function trendSentence(hook: string, { p, slope, low, high }: Trend, { p50, days }: Drift): string | undefined {
  if (p >= CLEAR || Math.abs(slope * days) < LEAST_DRIFT * p50) return undefined;
  const [least, most] = slope > 0 ? [low, high] : [-high, -low];
  return `${printable(hook)} takes ${duration(Math.abs(slope))} ${slope > 0 ? 'more' : 'less'} each day (${duration(Math.max(0, least))} to ${duration(most)}), in small steps over ${counted(Math.round(days), 'day')}`;
}

export interface Drift {
  readonly p50: number;
  readonly days: number;
}
const CLEAR = 1e-3;
const LEAST_DRIFT = 0.1;

/** Undefined where there is nothing that anybody should know. */
export function forecastSentence(hook: string, forecast: Forecast, timeout: Micros | undefined): string | undefined {
  if (timeout === undefined) return undefined;
  const name = printable(hook);
  switch (forecast.kind) {
    case 'reached':
      return `${name} has reached its timeout of ${duration(timeout)} (p95 ${duration(forecast.p95)})`;
    case 'reaches': {
      const latest = forecast.latest === undefined ? 'later or never' : day(forecast.latest);
      return `${name} reaches its timeout of ${duration(timeout)} about ${day(forecast.at)} (${day(forecast.earliest)} to ${latest}): p95 ${duration(forecast.p95)}, ${duration(forecast.perDay)} more each day`;
    }
    case 'no_timeout':
    case 'too_few_days':
    case 'not_rising':
    case 'beyond':
      return undefined;
    default:
      return assertNever(forecast);
  }
}

const day = (at: Micros): string => moment(at).slice(0, 10);

export function concentrationSentence(hook: string, { by, value, rate, elsewhere }: Concentration): string {
  return `${printable(hook)} fails ${where(by, printable(value))} in ${percent(rate)} of its runs, elsewhere in ${percent(elsewhere)}`;
}

function where(by: Concentration['by'], value: string): string {
  if (by === 'hour') return `between ${value}:00 and ${value}:59`;
  return by === 'weekday' ? `on a ${value}` : `in the ${by} ${value || '(none)'}`;
}

/** At most four; none before a day is known, of which little can be said. */
export function capacitySentences(capacity: Capacity): readonly string[] {
  const { load, peak, busiestHour, growth, span } = capacity;
  if (span < DAY) return [];
  const hour = `${moment(busiestHour.from).slice(0, 16)}`;
  const headroom = serialHeadroom(capacity);
  const doubled = scaled(capacity, 2);
  return [
    `Load: ${hours(load)} of hook time for each hour; at most ${counted(peak.runs, 'run')} at once, on ${moment(peak.at)}`,
    `Busiest hour: ${hour} UTC, ${counted(busiestHour.runs, 'run')}, ${percent(busiestHour.load)} of an hour of hook time${fits(headroom)}`,
    ...(doubled.busiestLoad < LEAST_LOAD
      ? []
      : [
          `Twice as many runs would make that ${percent(doubled.busiestLoad)}, with hardly ever more than ${counted(doubled.likelyPeak, 'run')} at once if they begin independently`,
        ]),
    ...(growth === undefined || growth.p >= SIGNIFICANT
      ? []
      : [
          `Growth: ${signed(growth.perWeek)} runs a day each week (${signed(growth.low)} to ${signed(growth.high)}), from ${Math.round(growth.perDay)} a day`,
        ]),
  ];
}

/** A growth that chance explains is none. */
export const SIGNIFICANT = 0.05;

/** Of less work, twice as much is nothing to plan for. */
const LEAST_LOAD = 0.02;

const hours = (share: number): string => duration(share * 3600e6);

const fits = (headroom: number): string =>
  Number.isFinite(headroom) && headroom > 1
    ? `: ${Number(headroom.toPrecision(2)).toLocaleString('en')} times as many would fit one after the other`
    : '';

const signed = (value: number): string => `${value < 0 ? '-' : '+'}${Number(Math.abs(value).toPrecision(2))}`;

export function thinnedSentence({ from, kept }: Thinned, runs: number): string {
  return `${counted(runs, 'run')} are too many to keep each: changes are from the runs since ${moment(from)} and a sample of those before (${kept.toLocaleString('en')} in all), capacity and time shares from the runs since then; totals are of all, and quantiles within 0.5 %`;
}
