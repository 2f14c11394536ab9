// OpenTelemetry metrics as Prometheus text, version 0.0.4:
// https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
// OpenTelemetry's own serializer escapes every label of every line anew and spends nine tenths of a scrape on it; here a
// series' labels are spelled once, and unchanged lines are kept. A test holds the two equal, value by value.

import type { Attributes } from '@opentelemetry/api';
import {
  type DataPoint,
  DataPointType,
  type Histogram,
  type MetricData,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { FAMILY_BY_OTEL_NAME } from './contract.ts';
import { escapeHelp, labelsOf, numberText, plainName } from './text.ts';

/** About how many characters a chunk has: writing one holds the event loop for well under a millisecond. */
const CHUNK = 65_536;

/** The page in chunks of whole lines, so that the caller can let other work in between two of them. */
export function* expositionOf(metrics: ResourceMetrics): Generator<string> {
  yield* chunksOf(metrics, targetInfo(metrics.resource.attributes));
}

/** The same without `target_info`: for where many put their pages together, and one target would speak for all. */
export const familiesText = (metrics: ResourceMetrics): string => [...chunksOf(metrics, '')].join('');

function* chunksOf({ scopeMetrics }: ResourceMetrics, first: string): Generator<string> {
  let chunk = first;
  for (const metric of scopeMetrics.flatMap(({ metrics }) => metrics)) {
    for (const segment of segmentsOf(metric)) {
      chunk += segment;
      if (chunk.length < CHUNK) continue;
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') yield chunk;
}

/** Where the metrics come from, as OpenTelemetry tells it to Prometheus. */
function targetInfo(attributes: Attributes): string {
  return `# HELP target_info Target metadata\n# TYPE target_info gauge\ntarget_info{${labelsOf(attributes)}} 1\n`;
}

/** A family without points has no lines at all, not even its HELP. */
function* segmentsOf(metric: MetricData): Generator<string> {
  if (metric.dataPoints.length === 0) return;
  const name = nameOf(metric);
  yield `# HELP ${name} ${escapeHelp(metric.descriptor.description)}\n# TYPE ${name} ${typeOf(metric)}\n`;
  switch (metric.dataPointType) {
    case DataPointType.HISTOGRAM:
      yield* remembered(metric.dataPoints, (point, lines) => pushHistogram(name, point, lines));
      return;
    case DataPointType.SUM:
    case DataPointType.GAUGE:
      yield* remembered(metric.dataPoints, ({ attributes, value }, lines) => {
        lines.push(name, '{', labelsOf(attributes), '} ', numberText(value), '\n');
      });
      return;
    case DataPointType.EXPONENTIAL_HISTOGRAM:
      throw new Error(`${metric.descriptor.name} is an exponential histogram, which this text format cannot hold`);
  }
}

/**
 * The text of every segment of points: as it was, when its points are the very objects that they were. Data points are
 * never changed in place (but for their time, which is not in the text); a segment is found by its first point.
 */
function* remembered<T>(
  points: readonly DataPoint<T>[],
  push: (point: DataPoint<T>, lines: string[]) => void,
): Generator<string> {
  for (let from = 0; from < points.length; from += SEGMENT) {
    const segment = points.slice(from, from + SEGMENT);
    const first = segment[0];
    if (first === undefined) return;
    const known = segments.get(first);
    if (known !== undefined && sameObjects(known.points, segment)) {
      yield known.text;
      continue;
    }
    const lines: string[] = [];
    for (const point of segment) push(point, lines);
    const text = lines.join('');
    segments.set(first, { points: segment, text });
    yield text;
  }
}

/** Few enough that one changed entry spoils little, many enough that the bookkeeping costs nothing. */
const SEGMENT = 16;

const segments = new WeakMap<object, { readonly points: readonly object[]; readonly text: string }>();

function sameObjects(a: readonly object[], b: readonly object[]): boolean {
  return a.length === b.length && a.every((object, index) => object === b[index]);
}

function pushHistogram(name: string, { attributes, value }: DataPoint<Histogram>, lines: string[]): void {
  const labels = labelsOf(attributes);
  const bounds = boundsText(value.buckets.boundaries);
  const bucket = `${name}_bucket{`;
  let cumulative = 0;
  for (let index = 0; index < value.buckets.counts.length; index++) {
    cumulative += value.buckets.counts[index] ?? 0;
    lines.push(bucket, labels, bounds[index] ?? '', numberText(cumulative), '\n');
  }
  if (value.sum !== undefined) lines.push(name, '_sum{', labels, '} ', numberText(value.sum), '\n');
  lines.push(name, '_count{', labels, '} ', numberText(value.count), '\n');
}

/** `,le="0.005"} ` and so on up to +Inf: `le` is spelled the same everywhere, since "1" and "1.0" are two series. */
function boundsText(boundaries: readonly number[]): readonly string[] {
  const known = boundsTexts.get(boundaries);
  if (known !== undefined) return known;
  const made = [...boundaries, Number.POSITIVE_INFINITY].map((bound) => `,le="${numberText(bound)}"} `);
  boundsTexts.set(boundaries, made);
  return made;
}

const boundsTexts = new WeakMap<readonly number[], readonly string[]>();

/** The contract's name; a family that is not in the contract keeps its own, as OpenTelemetry's serializer spells it. */
function nameOf(metric: MetricData): string {
  const family = FAMILY_BY_OTEL_NAME.get(metric.descriptor.name);
  if (family !== undefined) return family.prometheus;
  const name = plainName(metric.descriptor.name);
  return typeOf(metric) === 'counter' && !name.endsWith('_total') ? `${name}_total` : name;
}

function typeOf(metric: MetricData): 'counter' | 'gauge' | 'histogram' {
  switch (metric.dataPointType) {
    case DataPointType.SUM:
      return metric.isMonotonic ? 'counter' : 'gauge';
    case DataPointType.GAUGE:
      return 'gauge';
    case DataPointType.HISTOGRAM:
    case DataPointType.EXPONENTIAL_HISTOGRAM:
      return 'histogram';
  }
}
