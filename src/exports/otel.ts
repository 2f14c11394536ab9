// The ledger as an OpenTelemetry metric source. Ordinary SDK instruments cannot restore a histogram, cannot let a series
// go and stop at 2,000 of them, so the ledger's own totals are handed to the SDK's readers by a MetricProducer.

import { type HrTime, ValueType } from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { emptyResource, type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type CollectionResult,
  type DataPoint,
  DataPointType,
  type Histogram,
  MeterProvider,
  type MetricData,
  type MetricProducer,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import type { Micros } from '../base/units.ts';
import type { EntrySnapshot, Snapshot } from '../ledger/snapshot.ts';
import { FAMILIES, type Family, type FamilyKey } from './contract.ts';
import { isExported } from './exported.ts';
import { type EntryPoints, hrTime, type NumberFamilyKey, oldestPointOf, pointsOf } from './points.ts';

export interface HookReader {
  /**
   * What OpenTelemetry reads from exactly this snapshot, whatever else is being collected meanwhile.
   * @throws when any part of the collection failed: a page with holes would look like a reset.
   */
  collect(snapshot: Snapshot): Promise<ResourceMetrics>;
  shutdown(): Promise<void>;
}

/** The reader behind /metrics: a PrometheusExporter that starts no server of its own. */
export function createHookReader({ version }: { version: string }): HookReader {
  let asked: Snapshot | undefined;
  const producer = createHookProducer({
    version,
    take() {
      if (asked === undefined) throw new Error('hooks are collected through HookReader.collect only');
      return asked;
    },
  });
  const exporter = new PrometheusExporter({ preventServerStart: true, metricProducers: [producer] });
  const provider = new MeterProvider({ readers: [exporter], resource: hookmeterResource(version) });
  return {
    async collect(snapshot) {
      // The SDK asks its producers before the first await of collect(), so no other call can come in between.
      asked = snapshot;
      const collecting = exporter.collect();
      asked = undefined;
      const { resourceMetrics, errors } = await collecting;
      if (errors.length > 0) throw new Error('OpenTelemetry could not collect every metric', { cause: errors });
      return resourceMetrics;
    },
    shutdown: () => provider.shutdown(),
  };
}

/** Who exports: the resource of every reader. */
export const hookmeterResource = (version: string): Resource =>
  resourceFromAttributes({ 'service.name': 'hookmeter', 'service.version': version });

/** A metric source over snapshots, for any OpenTelemetry reader. Each reader needs its own producer. */
export function createHookProducer({ version, take }: { version: string; take: () => Snapshot }): MetricProducer {
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
      const { takenAt, entries } = take();
      [endTime[0], endTime[1]] = hrTime(takenAt);
      const exported = entries.filter((entry) => isExported(entry, takenAt));
      const metrics = metricsOf(exported, exported.map(cachedPoints), { takenAt, endTime });
      return { errors: [], resourceMetrics: { resource: emptyResource(), scopeMetrics: [{ scope, metrics }] } };
    },
  };
}

interface Moment {
  readonly takenAt: Micros;
  readonly endTime: HrTime;
}

function metricsOf(entries: readonly EntrySnapshot[], points: readonly EntryPoints[], moment: Moment): MetricData[] {
  return FAMILY_KEYS.map((key) => {
    if (key === 'duration') return histogramData(FAMILIES[key], points);
    const dataPoints: DataPoint<number>[] = [];
    for (const entry of points) for (const point of entry.numbers[key]) dataPoints.push(point);
    if (key === 'activeOldest') pushOldest(dataPoints, entries, moment);
    return numberData(key, dataPoints);
  });
}

const FAMILY_KEYS = Object.keys(FAMILIES) as readonly FamilyKey[];

function pushOldest(to: DataPoint<number>[], entries: readonly EntrySnapshot[], { takenAt, endTime }: Moment): void {
  for (const entry of entries) {
    const point = oldestPointOf(entry, takenAt, endTime);
    if (point !== undefined) to.push(point);
  }
}

function histogramData(family: Family, points: readonly EntryPoints[]): MetricData {
  const dataPoints: DataPoint<Histogram>[] = points.map((entry) => entry.duration);
  return { ...common(family), dataPointType: DataPointType.HISTOGRAM, dataPoints };
}

function numberData(key: NumberFamilyKey, dataPoints: DataPoint<number>[]): MetricData {
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
      valueType: unit.startsWith('{') ? ValueType.INT : ValueType.DOUBLE,
    },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
}
