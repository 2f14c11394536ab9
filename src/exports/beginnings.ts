// The points from before a series' first value. A receiver that only knows samples, as Prometheus does, sees no increase in a
// counter whose first sample is already 1. OTLP points carry their own time, so the zero can be sent together with the first
// value, dated when it was true: that needs no waiting, and a zero that is sent twice does no harm.

import type { Attributes, HrTime } from '@opentelemetry/api';
import type { DataPoint, Histogram, MetricData } from '@opentelemetry/sdk-metrics';
import { add, type Micros, microsFromMillis, microsFromSeconds, since } from '../base/units.ts';
import type { EntrySnapshot, Snapshot } from '../ledger/snapshot.ts';
import { FAMILIES, type FamilyKey } from './contract.ts';
import { isExported } from './exported.ts';
import { heldBack } from './held-back.ts';
import { histogramData, numberData } from './otel.ts';
import { type EntryPoints, hrTime, type NumberFamilyKey, pointsOf } from './points.ts';

/** What a receiver has last taken. */
export interface Told {
  /** `lastBorn` and `takenAt` of that snapshot. */
  readonly lastBorn: number;
  readonly at: Micros;
}

/**
 * The counters of all series that are new to a receiver, at their value from before. A new entry stood at zero when its first run started;
 * anything else that is new stood as it was when the receiver was last told. Without `told` only new entries are known to be new.
 * What would be dated further back than receivers look is left out. Empty families are left out too.
 */
export function beginningsOf(snapshot: Snapshot, told: Told | undefined): MetricData[] {
  const seen = told?.lastBorn ?? 0;
  const before = heldBack(snapshot, seen).entries;
  const beginnings = snapshot.entries.flatMap((entry, index): Beginning[] => {
    const held = before[index];
    if (held === undefined || held === entry || !isExported(entry, snapshot.takenAt)) return [];
    const at = entry.born > seen && entry.before === undefined ? add(entry.startedAt, MOMENT) : told?.at;
    // Not before now: a clock that is ahead would put the zero after the value, which would count it twice.
    if (at === undefined || at >= snapshot.takenAt || since(at, snapshot.takenAt) > FURTHEST) return [];
    return [entry.born > seen ? wholeEntry(held, hrTime(at)) : newFailures(held, entry, seen, hrTime(at))];
  });
  return COUNTING.flatMap((key) => metricOf(key, beginnings));
}

/** A point at its very start would say "since an unknown time": https://opentelemetry.io/docs/specs/otel/metrics/data-model/#cumulative-streams-handling-unknown-start-time */
const MOMENT = microsFromMillis(1);

/** Prometheus takes no sample that is an hour older than its newest. */
const FURTHEST = microsFromSeconds(45 * 60);

const COUNTING = (Object.keys(FAMILIES) as readonly FamilyKey[]).filter((key) => {
  const { kind } = FAMILIES[key];
  return kind === 'counter' || kind === 'histogram';
});

interface Beginning {
  readonly numbers: Partial<EntryPoints['numbers']>;
  readonly duration: readonly DataPoint<Histogram>[];
}

function wholeEntry(held: EntrySnapshot, at: HrTime): Beginning {
  const { numbers, duration } = pointsOf(held, at);
  return { numbers, duration: [duration] };
}

function newFailures(held: EntrySnapshot, entry: EntrySnapshot, seen: number, at: HrTime): Beginning {
  const isNew = ({ attributes }: { attributes: Attributes }): boolean =>
    (entry.failures.get(String(attributes['error.type']))?.born ?? 0) > seen;
  return { numbers: { failures: pointsOf(held, at).numbers.failures.filter(isNew) }, duration: [] };
}

function metricOf(key: FamilyKey, beginnings: readonly Beginning[]): MetricData[] {
  const metric =
    key === 'duration'
      ? histogramData(
          FAMILIES[key],
          beginnings.flatMap(({ duration }) => duration),
        )
      : numberData(
          key,
          beginnings.flatMap(({ numbers }) => numbers[key satisfies NumberFamilyKey] ?? []),
        );
  return metric.dataPoints.length === 0 ? [] : [metric];
}
