// The data points of one entry, built once for as long as nothing in the entry changes.

import type { Attributes, HrTime } from '@opentelemetry/api';
import type { DataPoint, Histogram } from '@opentelemetry/sdk-metrics';
import { type Micros, microsFromMillis, type Seconds, since, toSeconds } from '../base/units.ts';
import { BOUNDS_SECONDS } from '../ledger/histogram.ts';
import { isFailure, OUTCOMES } from '../ledger/outcome.ts';
import type { PaceChange } from '../ledger/pace.ts';
import type { EntrySnapshot } from '../ledger/snapshot.ts';
import type { FamilyKey } from './contract.ts';
import { type SeriesAttributes, seriesAttributesOf } from './series.ts';

/** The families whose values are plain numbers; `duration` is the one histogram. */
export type NumberFamilyKey = Exclude<FamilyKey, 'duration'>;

export interface EntryPoints {
  readonly numbers: { readonly [family in NumberFamilyKey]: readonly DataPoint<number>[] };
  readonly duration: DataPoint<Histogram>;
}

/**
 * All data points of an entry except the age of its oldest open run, which is another one at every collection.
 * @param endTime one array that all points share, so that the time of a collection is written once and not per point.
 */
export function pointsOf(entry: EntrySnapshot, endTime: HrTime): EntryPoints {
  const series = seriesAttributesOf(entry.identity);
  const startTime = hrTime(entry.startedAt);
  const point = <T>(attributes: Attributes, value: T): DataPoint<T> => ({ startTime, endTime, attributes, value });
  const known = (at: Micros | undefined): DataPoint<number>[] =>
    at === undefined ? [] : [point(series.base, toSeconds(at))];
  const plain = (value: number): DataPoint<number>[] => [point(series.base, value)];
  return {
    duration: point(series.base, histogramOf(entry)),
    numbers: {
      executions: OUTCOMES.map((outcome) => point(series.outcomes[outcome], entry.outcomes[outcome])),
      failures: Array.from(entry.failures, ([type, { count }]) => point(series.errorType(type), count)),
      cpuTime: [
        point(series.cpu.user, toSeconds(entry.cpu.user)),
        point(series.cpu.system, toSeconds(entry.cpu.system)),
      ],
      active: plain(entry.active),
      activeOldest: entry.oldestOpenAt === undefined ? plain(0) : [],
      lastExecution: known(entry.lastAt),
      lastSuccess: known(entry.lastSuccessAt),
      successRatio: successRatioOf(entry).map((ratio) => point(series.base, ratio)),
      consecutiveFailures: plain(entry.consecutiveFailures),
      timeout: known(entry.timeout),
      durationLog: plain(entry.log.sum / 1e6),
      durationLogSquares: plain(entry.log.squares / 1e6),
      ...pacePoints(entry.change, plain),
    },
  };
}

/** The age of the oldest open run at `takenAt`; `undefined` while none is open (then `pointsOf` holds a zero). */
export function oldestPointOf(entry: EntrySnapshot, takenAt: Micros, endTime: HrTime): DataPoint<number> | undefined {
  if (entry.oldestOpenAt === undefined) return undefined;
  return {
    startTime: hrTime(entry.startedAt),
    endTime,
    attributes: baseAttributesOf(entry),
    value: toSeconds(since(entry.oldestOpenAt, takenAt)),
  };
}

/** OpenTelemetry's time: whole seconds, and nanoseconds within the second. */
export const hrTime = (at: Micros): HrTime => [Math.floor(at / 1e6), (at % 1e6) * 1e3];

type PaceFamilyKey =
  | 'durationBaseline'
  | 'durationSpread'
  | 'durationRecent'
  | 'durationRecentRuns'
  | 'durationChange'
  | 'durationEvidence';

function pacePoints(
  change: PaceChange | undefined,
  plain: (value: number) => DataPoint<number>[],
): Record<PaceFamilyKey, DataPoint<number>[]> {
  const maybe = (value: (change: PaceChange) => number): DataPoint<number>[] =>
    change === undefined ? [] : plain(value(change));
  return {
    durationBaseline: maybe(({ baseline }) => secondsFromLog(baseline)),
    durationSpread: maybe(({ spread }) => Math.exp(spread)),
    durationRecent: maybe(({ recent }) => secondsFromLog(recent)),
    durationRecentRuns: maybe(({ runs }) => runs),
    durationChange: maybe(({ from }) => toSeconds(from)),
    durationEvidence: maybe(({ evidence }) => evidence),
  };
}

/** From a mean of ln(1 + milliseconds). */
const secondsFromLog = (log: number): Seconds => toSeconds(microsFromMillis(Math.expm1(log)));

const baseAttributesOf = (entry: EntrySnapshot): SeriesAttributes['base'] => seriesAttributesOf(entry.identity).base;

function histogramOf({ duration }: EntrySnapshot): Histogram {
  return {
    buckets: { boundaries: BOUNDARIES, counts: [...duration.buckets] },
    count: duration.count,
    sum: toSeconds(duration.sum),
  };
}

/** Shared by all points: the exposition spells each `le` once per boundaries array. */
const BOUNDARIES: number[] = [...BOUNDS_SECONDS];

/** No ratio (and no series) before the first run has ended: 0 would read as "always fails". */
function successRatioOf({ outcomes }: EntrySnapshot): [] | [number] {
  let total = 0;
  let failed = 0;
  for (const outcome of OUTCOMES) {
    total += outcomes[outcome];
    if (isFailure(outcome)) failed += outcomes[outcome];
  }
  return total === 0 ? [] : [(total - failed) / total];
}
