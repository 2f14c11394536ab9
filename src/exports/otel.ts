// The ledger as an OpenTelemetry metric source. Ordinary SDK instruments cannot restore a histogram, cannot let a series
// go and stop at 2,000 of them, so the ledger's own totals are handed to the SDK's readers by a MetricProducer.

import { type HrTime, ValueType } from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type CollectionResult,
  type DataPoint,
  DataPointType,
  type Histogram,
  type MetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import type { Micros } from '../base/units.ts';
import type { EntrySnapshot, Snapshot } from '../ledger/snapshot.ts';
import { FAMILIES, type Family, type FamilyKey } from './contract.ts';
import { isExported } from './exported.ts';
import { type EntryPoints, hrTime, type NumberFamilyKey, oldestPointOf, pointsOf } from './points.ts';

export interface ProducerOptions {
  readonly version: string;
  /** Lets other work in. Called between slices of a large collection, so that it never holds the event loop for long. */
  readonly pause?: (() => Promise<void>) | undefined;
  /** Called once per collection, before anything is awaited. */
  readonly take: () => Snapshot;
}

/** A metric source over snapshots, for any OpenTelemetry reader. Each reader needs a producer of its own. */
export function createHookProducer({ version, pause, take }: ProducerOptions): MetricProducer {
  const scope = { name: 'hookmeter', version };
  // One array for all points: writing the time of a collection must not cost a new object per series.
  const endTime: HrTime = [0, 0];
  const cache = new WeakMap<EntrySnapshot, EntryPoints>();
  const cachedPoints = (entry: EntrySnapshot): EntryPoints => {
    const known = cache.get(entry);
    if (known !== undefined) return known;
    const made = pointsOf(entry, endTime);
    cache.set(entry, made);
    return made;
  };
  return {
    async collect(): Promise<CollectionResult> {
      const { takenAt, entries, neverRan } = take();
      const exported = entries.filter((entry) => isExported(entry, takenAt)).concat(neverRan);
      const points: EntryPoints[] = [];
      for (const entry of exported) {
        points.push(cachedPoints(entry));
        if (points.length % SLICE === 0) await pause?.();
      }
      const metrics: MetricData[] = [];
      for (const key of FAMILY_KEYS) {
        metrics.push(metricOf(key, exported, points, { takenAt, endTime }));
        if (points.length >= SLICE) await pause?.();
      }
      [endTime[0], endTime[1]] = hrTime(takenAt);
      return { errors: [], resourceMetrics: { resource: emptyResource(), scopeMetrics: [{ scope, metrics }] } };
    },
  };
}

/** How many entries are turned into points between two pauses: a few milliseconds' worth. */
const SLICE = 250;

const FAMILY_KEYS = Object.keys(FAMILIES) as readonly FamilyKey[];

interface Moment {
  readonly takenAt: Micros;
  readonly endTime: HrTime;
}

function metricOf(
  key: FamilyKey,
  entries: readonly EntrySnapshot[],
  points: readonly EntryPoints[],
  moment: Moment,
): MetricData {
  if (key === 'duration') {
    return histogramData(
      FAMILIES[key],
      points.map((entry) => entry.duration),
    );
  }
  const dataPoints: DataPoint<number>[] = [];
  for (const entry of points) for (const point of entry.numbers[key]) dataPoints.push(point);
  if (key === 'activeOldest') pushOldest(dataPoints, entries, moment);
  return numberData(key, dataPoints);
}

function pushOldest(to: DataPoint<number>[], entries: readonly EntrySnapshot[], { takenAt, endTime }: Moment): void {
  for (const entry of entries) {
    const point = oldestPointOf(entry, takenAt, endTime);
    if (point !== undefined) to.push(point);
  }
}

export function histogramData(family: Family, dataPoints: DataPoint<Histogram>[]): MetricData {
  return { ...common(family), dataPointType: DataPointType.HISTOGRAM, dataPoints };
}

export function numberData(key: NumberFamilyKey, dataPoints: DataPoint<number>[]): MetricData {
  const family: Family = FAMILIES[key];
  if (family.kind === 'gauge') return { ...common(family), dataPointType: DataPointType.GAUGE, dataPoints };
  return {
    ...common(family),
    dataPointType: DataPointType.SUM,
    isMonotonic: family.kind === 'counter',
    dataPoints,
  };
}

function common({ otel, help, unit }: Family): Pick<MetricData, 'descriptor' | 'aggregationTemporality'> {
  return {
    descriptor: {
      name: otel,
      description: help,
      unit,
      valueType: unit.startsWith('{') && unit !== '{nat}' ? ValueType.INT : ValueType.DOUBLE,
    },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
}
