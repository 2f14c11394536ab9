// An OpenTelemetry receiver on loopback, written against the protocol's own definition and not against our exporter:
// https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/metrics/v1/metrics.proto

import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import protobuf from 'protobufjs';
import { onTestFinished } from 'vitest';

/** The part of the definition that hookmeter can send; an unknown field would be dropped, a wrong type would not decode. */
const PROTO = `
  syntax = "proto3";
  message ExportMetricsServiceRequest { repeated ResourceMetrics resource_metrics = 1; }
  message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scope_metrics = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeMetrics { Scope scope = 1; repeated Metric metrics = 2; }
  message Scope { string name = 1; string version = 2; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; } }
  message Metric {
    string name = 1; string description = 2; string unit = 3;
    oneof data { Gauge gauge = 5; Sum sum = 7; Histogram histogram = 9; }
  }
  message Gauge { repeated NumberDataPoint data_points = 1; }
  message Sum { repeated NumberDataPoint data_points = 1; int32 aggregation_temporality = 2; bool is_monotonic = 3; }
  message Histogram { repeated HistogramDataPoint data_points = 1; int32 aggregation_temporality = 2; }
  message NumberDataPoint {
    repeated KeyValue attributes = 7; fixed64 start_time_unix_nano = 2; fixed64 time_unix_nano = 3;
    oneof value { double as_double = 4; sfixed64 as_int = 6; }
  }
  message HistogramDataPoint {
    repeated KeyValue attributes = 9; fixed64 start_time_unix_nano = 2; fixed64 time_unix_nano = 3;
    fixed64 count = 4; optional double sum = 5; repeated fixed64 bucket_counts = 6; repeated double explicit_bounds = 7;
  }`;
const Request = protobuf.parse(PROTO).root.lookupType('ExportMetricsServiceRequest');

export interface Point {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  readonly kind: 'gauge' | 'sum' | 'histogram';
  /** 2 is cumulative; gauges have none. */
  readonly temporality: number | undefined;
  readonly isMonotonic: boolean | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  /** Microseconds since 1970. */
  readonly start: number;
  readonly at: number;
  /** A number, or the parts of a histogram. */
  readonly value: number | HistogramValue;
}

export interface HistogramValue {
  readonly count: number;
  readonly sum: number;
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
}

export interface Push {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly resource: Readonly<Record<string, string>>;
  readonly scope: { readonly name: string; readonly version: string };
  readonly points: readonly Point[];
}

export interface Receiver {
  readonly url: string;
  /** What was taken, in order. */
  readonly pushes: readonly Push[];
  /** How many requests came, taken or not. */
  requests(): number;
  close(): Promise<void>;
}

/** What it answers to a push; undefined never answers. Only what is answered with a 2xx is taken. */
export type Answering = (push: Push) => { readonly status: number; readonly body?: string | Uint8Array } | undefined;

export async function startReceiver(answering: Answering = () => ({ status: 200 }), port = 0): Promise<Receiver> {
  const pushes: Push[] = [];
  let requests = 0;
  const server = createServer(async (request, response) => {
    requests++;
    const body = await buffer(request);
    const raw = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    const push = { path: request.url ?? '', headers: request.headers, ...decode(raw) };
    const answer = answering(push);
    if (answer === undefined) return;
    if (answer.status < 300) pushes.push(push);
    response.writeHead(answer.status).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(close);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pushes,
    requests: () => requests,
    close,
  };
}

// As protobufjs gives them with the conversions below.
interface RawValue {
  readonly stringValue?: string;
}
interface RawPoint {
  readonly attributes?: readonly { readonly key: string; readonly value: RawValue }[];
  readonly startTimeUnixNano?: string;
  readonly timeUnixNano?: string;
  readonly asDouble?: number;
  readonly asInt?: string;
  readonly count?: string;
  readonly sum?: number;
  readonly bucketCounts?: readonly string[];
  readonly explicitBounds?: readonly number[];
}
interface RawData {
  readonly dataPoints?: readonly RawPoint[];
  readonly aggregationTemporality?: number;
  readonly isMonotonic?: boolean;
}
interface RawMetric {
  readonly name: string;
  readonly description?: string;
  readonly unit?: string;
  readonly gauge?: RawData;
  readonly sum?: RawData;
  readonly histogram?: RawData;
}
interface RawRequest {
  readonly resourceMetrics: readonly {
    readonly resource: { readonly attributes?: RawPoint['attributes'] };
    readonly scopeMetrics?: readonly {
      readonly scope: { readonly name: string; readonly version: string };
      readonly metrics?: readonly RawMetric[];
    }[];
  }[];
}

function decode(bytes: Uint8Array): Pick<Push, 'resource' | 'scope' | 'points'> {
  const message = Request.toObject(Request.decode(bytes), { longs: String }) as RawRequest;
  const [only, ...others] = message.resourceMetrics;
  const [scope, ...scopes] = only?.scopeMetrics ?? [];
  if (only === undefined || scope === undefined || others.length + scopes.length > 0)
    throw new Error('not one of each');
  return {
    resource: textOf(only.resource.attributes),
    scope: scope.scope,
    points: (scope.metrics ?? []).flatMap(pointsOf),
  };
}

function pointsOf({ name, unit = '', description = '', gauge, sum, histogram }: RawMetric): Point[] {
  const kind = gauge !== undefined ? 'gauge' : sum !== undefined ? 'sum' : 'histogram';
  const { dataPoints = [], aggregationTemporality, isMonotonic } = gauge ?? sum ?? histogram ?? {};
  if (dataPoints.length === 0) throw new Error(`${name} has no points`);
  return dataPoints.map((point) => ({
    name,
    unit,
    description,
    kind,
    temporality: aggregationTemporality,
    isMonotonic: kind === 'sum' ? isMonotonic === true : undefined,
    attributes: textOf(point.attributes),
    start: microsOf(point.startTimeUnixNano),
    at: microsOf(point.timeUnixNano),
    value: kind === 'histogram' ? histogramOf(point) : Number(point.asDouble ?? point.asInt ?? 0),
  }));
}

const histogramOf = ({ count = '0', sum = 0, explicitBounds = [], bucketCounts = [] }: RawPoint): HistogramValue => ({
  count: Number(count),
  sum,
  bounds: explicitBounds,
  counts: bucketCounts.map(Number),
});

const microsOf = (nanos = '0'): number => Number(BigInt(nanos) / 1000n);

const textOf = (attributes: RawPoint['attributes'] = []): Record<string, string> =>
  Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? `not a text: ${JSON.stringify(value)}`]),
  );

/** A series in Prometheus' words, so that it can be compared with a page. */
export const seriesOf = (name: string, attributes: Readonly<Record<string, string>>): string =>
  `${name}{${Object.entries(attributes)
    .map(([key, value]) => `${key.replaceAll('.', '_')}=${JSON.stringify(value)}`)
    .sort()
    .join(',')}}`;
