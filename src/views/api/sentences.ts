// What insight knows, in whole sentences.

import { assertNever } from '../../base/assert-never.ts';
import type { Advice } from '../../insight/advice.ts';
import type { ChangedTogether } from '../../insight/changed-together.ts';
import type { Condition } from '../../insight/condition.ts';
import type { FailedTogether } from '../../insight/failed-together.ts';
import type { Concentration } from '../../insight/failure-patterns.ts';
import type { Forecast } from '../../insight/forecast.ts';
import type { DurationChange, FailureChange } from '../../insight/hook-changes.ts';
import type { HookInsight } from '../../insight/insights.ts';
import type { Succession } from '../../insight/successions.ts';
import { duration, moment, percent } from '../amounts.ts';
import { printable } from '../printable.ts';

export function durationChangeSentence({ was, is, from, runs }: DurationChange): string {
  const how = is > was ? `${percent(is / was - 1)} longer` : `${percent(1 - is / was)} shorter`;
  return `Since ${moment(from)} runs take ${how}: ${duration(was)} before, ${duration(is)} after (medians; ${runs} runs since).`;
}

export function failureChangeSentence({ was, is, from, runs }: FailureChange): string {
  return `Since ${moment(from)} it fails in ${percent(is)} of its runs, before in ${percent(was)} (${runs} runs since).`;
}

/** What is known about one hook, apart from its changes and from what is `advised`. */
export function findingsOf(insight: HookInsight, advised: readonly Advice['kind'][] = []): readonly string[] {
  const { condition, forecast, failures, trend, durationChanges } = insight;
  // A step looks like a slope to whoever looks for slopes.
  const isDrift = trend !== undefined && trend.p < CLEAR && durationChanges.length === 0;
  const perDay = isDrift ? trend.slope : 0;
  const drift = `Its daily median ${perDay > 0 ? 'grows' : 'falls'} by about ${duration(Math.abs(perDay))} a day.`;
  return [
    ...(SAYS_CONDITION.some((kind) => advised.includes(kind)) ? [] : conditionSentences(condition)),
    ...forecastSentences(forecast),
    ...failures.concentrations.map(concentrationSentence),
    ...(Math.abs(perDay) >= LEAST_DRIFT ? [drift] : []),
  ];
}

const LEAST_DRIFT = 1e3;
/** At 0.05 one quiet hook in twenty would be told to drift. */
const CLEAR = 1e-3;
const SAYS_CONDITION: readonly Advice['kind'][] = ['broken', 'flaky'];

function conditionSentences(condition: Condition): readonly string[] {
  switch (condition.kind) {
    case 'too_few':
      return ['Too few runs to say how reliable it is.'];
    case 'working':
      return [`None of its latest ${condition.runs} runs failed.`];
    case 'broken': {
      const before = condition.always ? 'It has never succeeded' : `It has failed since ${moment(condition.since)}`;
      return [`${before}: ${condition.streak} runs in a row.`];
    }
    case 'flaky':
      return [
        `It is flaky: ${condition.failures} of its latest ${condition.runs} runs failed, spread as chance would spread them.`,
      ];
    case 'in_periods':
      return [`It fails in periods: ${condition.failures} of its latest ${condition.runs} runs, close together.`];
    case 'rare':
      return [`${condition.failures} of its latest ${condition.runs} runs failed.`];
    default:
      return assertNever(condition);
  }
}

function forecastSentences(forecast: Forecast): readonly string[] {
  switch (forecast.kind) {
    case 'no_timeout':
    case 'too_few_days':
    case 'not_rising':
    case 'beyond':
      return [];
    case 'reached':
      return [`Its 95th percentile (${duration(forecast.p95)}) is at its timeout.`];
    case 'reaches': {
      const latest = forecast.latest === undefined ? 'later than can be told' : day(moment(forecast.latest));
      return [
        `At this pace its 95th percentile (${duration(forecast.p95)}) reaches the timeout about ${day(moment(forecast.at))}, between ${day(moment(forecast.earliest))} and ${latest}.`,
      ];
    }
    default:
      return assertNever(forecast);
  }
}

const day = (text: string): string => text.slice(0, 10);

function concentrationSentence({ by, value, rate, elsewhere, failures, runs }: Concentration): string {
  const where =
    by === 'hour'
      ? `between ${value}:00 and ${value}:59`
      : by === 'weekday'
        ? `on ${value}s`
        : `with the ${by} ${printable(value)}`;
  return `It fails ${where} in ${percent(rate)} of its runs (${failures} of ${runs}), elsewhere in ${percent(elsewhere)}.`;
}

export const failedTogetherSentence = ({ hooks: [a, b], both, failed }: FailedTogether): string =>
  `${printable(a)} and ${printable(b)} failed in the same ${both} hours, of ${failed[0]} and ${failed[1]} in which each failed.`;

export const changedTogetherSentence = ({ hooks: [a, b], direction, at }: ChangedTogether): string =>
  `${printable(a)} and ${printable(b)} became ${direction} at the same time: ${at.map(moment).join(', ')}.`;

export const successionSentence = ({ first, next, times, runs }: Succession): string =>
  `${printable(next)} starts within 2 s after ${printable(first)} in ${times} of its ${runs} runs.`;
