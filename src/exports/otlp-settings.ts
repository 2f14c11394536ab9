// What OpenTelemetry's standard variables say about pushing. The exporter itself honours headers, compression and certificates;
// the rest is read here, because without OpenTelemetry's whole Node SDK nobody else does:
// https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/

import { decodedPart, secretsIn } from './secrets.ts';

export interface OtlpSettings {
  readonly endpoint: URL;
  /** OTEL_SDK_DISABLED: nothing is to be sent. */
  readonly isDisabled: boolean;
  readonly intervalMs: number;
  /** For one whole push, never more than the interval. */
  readonly pushTimeoutMs: number;
  /** For one request, with its retries; never more than a push. */
  readonly requestTimeoutMs: number;
  /** The same for a push that no other follows. */
  readonly onceTimeoutMs: number;
  /** As OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME give them. */
  readonly resource: ReadonlyMap<string, string>;
  /** Files that must be readable: the variable and its path. */
  readonly files: readonly (readonly [variable: string, path: string])[];
  /** What must not be in any message. */
  readonly secrets: readonly string[];
  /** One line each, for the log. */
  readonly warnings: readonly string[];
}

export type ReadOtlpSettings =
  | { readonly ok: true; readonly settings: OtlpSettings }
  | { readonly ok: false; readonly message: string };

type Environment = Readonly<Record<string, string | undefined>>;

/** Never throws; the message names the variable, what it was, and what was expected. */
export function readOtlpSettings(env: Environment): ReadOtlpSettings {
  try {
    const intervalMs = millisOf(env, ['OTEL_METRIC_EXPORT_INTERVAL']) ?? 60_000;
    const pushTimeoutMs = Math.min(millisOf(env, ['OTEL_METRIC_EXPORT_TIMEOUT']) ?? 30_000, intervalMs);
    expectOneOf(env, exporterNames('PROTOCOL'), ['http/protobuf']);
    expectOneOf(env, exporterNames('COMPRESSION'), ['gzip', 'none']);
    for (const name of exporterNames('HEADERS')) expectHeaders(name, env[name] ?? '');
    const onceTimeoutMs = millisOf(env, exporterNames('TIMEOUT')) ?? 10_000;
    const { attributes, warnings } = resourceOf(env);
    const endpoint = endpointOf(env);
    const settings: OtlpSettings = {
      endpoint,
      isDisabled: firstSet(env, ['OTEL_SDK_DISABLED'])?.value.toLowerCase() === 'true',
      intervalMs,
      pushTimeoutMs,
      requestTimeoutMs: Math.min(onceTimeoutMs, pushTimeoutMs),
      onceTimeoutMs,
      resource: attributes,
      files: FILES.flatMap((file) => {
        const given = firstSet(env, exporterNames(file));
        return given === undefined ? [] : [[given.name, given.value] as const];
      }),
      secrets: [...secretsIn(endpoint), ...secretsOf(env)],
      warnings: [...warnings, ...temporalityWarnings(env)],
    };
    return { ok: true, settings };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, message: error.message };
    throw error;
  }
}

/** Leaves the reader from any depth; never leaves this file. */
class Refusal extends Error {}

const FILES = ['CERTIFICATE', 'CLIENT_CERTIFICATE', 'CLIENT_KEY'] as const;

/** The one for metrics alone goes before the one for all signals. */
const exporterNames = (what: string): readonly string[] => [
  `OTEL_EXPORTER_OTLP_METRICS_${what}`,
  `OTEL_EXPORTER_OTLP_${what}`,
];

interface Given {
  readonly name: string;
  readonly value: string;
}

/** The first that is set; an empty one counts as not set. */
function firstSet(env: Environment, names: readonly string[]): Given | undefined {
  for (const name of names) {
    const value = env[name]?.trim();
    if (value !== undefined && value !== '') return { name, value };
  }
  return undefined;
}

function millisOf(env: Environment, names: readonly string[]): number | undefined {
  const given = firstSet(env, names);
  if (given === undefined) return undefined;
  const value = Number(given.value);
  if (/^\d+$/.test(given.value) && value >= 1 && value <= LONGEST_MS) return value;
  throw new Refusal(
    `${given.name} is ${JSON.stringify(given.value)}; expected whole milliseconds from 1 to ${LONGEST_MS}`,
  );
}

/** What a timer of Node can hold. */
const LONGEST_MS = 2 ** 31 - 1;

function expectOneOf(env: Environment, names: readonly string[], values: readonly string[]): void {
  const given = firstSet(env, names);
  if (given === undefined || values.includes(given.value)) return;
  throw new Refusal(
    `${given.name} is ${JSON.stringify(given.value)}; expected ${values.join(' or ')}, nothing else is supported here`,
  );
}

/** The exporter leaves out what it cannot read: pushes without their credentials, and no word. The pair is not shown. */
function expectHeaders(name: string, text: string): void {
  const at = text.split(',').findIndex((pair) => pair.trim() !== '' && !isHeader(pair));
  if (at === -1) return;
  throw new Refusal(
    `${name} cannot be sent, pair ${at + 1} of it; expected name=value, values percent-encoded, like Authorization=Bearer%20TOKEN`,
  );
}

/** As the exporter reads it: properties behind a semicolon are none of the header. */
function isHeader(pair: string): boolean {
  const [, name = '', value = ''] = /^\s*([^=;\s]+)\s*=([^;]*)/.exec(pair) ?? [];
  const [key, text] = [decoded(name), decoded(value)];
  if (key === undefined || text === undefined) return false;
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(key) && /^[\t\x20-\x7e\x80-\xff]*$/.test(text);
}

function endpointOf(env: Environment): URL {
  const own = firstSet(env, ['OTEL_EXPORTER_OTLP_METRICS_ENDPOINT']);
  if (own !== undefined) return urlOf(own);
  const base = firstSet(env, ['OTEL_EXPORTER_OTLP_ENDPOINT']) ?? {
    name: 'the default',
    value: 'http://localhost:4318',
  };
  const url = urlOf(base);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/metrics`;
  return url;
}

/** The value is not shown: it may hold a password. */
function urlOf({ name, value }: Given): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new Refusal(`${name} is no address of a receiver; expected one like http://localhost:4318`);
}

interface ResourceAttributes {
  readonly attributes: ReadonlyMap<string, string>;
  readonly warnings: readonly string[];
}

/** A pair that cannot be read is left out and told: the numbers are right without it. */
function resourceOf(env: Environment): ResourceAttributes {
  const attributes = new Map<string, string>();
  const warnings: string[] = [];
  for (const pair of firstSet(env, ['OTEL_RESOURCE_ATTRIBUTES'])?.value.split(',') ?? []) {
    if (pair.trim() === '') continue;
    const [, key = '', value = ''] = /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
    const [name, text] = [decoded(key), decoded(value)];
    if (name === undefined || name === '' || text === undefined) {
      warnings.push(`OTEL_RESOURCE_ATTRIBUTES has ${JSON.stringify(pair)}; expected name=value, it is left out`);
    } else attributes.set(name, text);
  }
  const service = firstSet(env, ['OTEL_SERVICE_NAME']);
  if (service !== undefined) attributes.set('service.name', service.value);
  return { attributes, warnings };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Whole header values, and what comes after a scheme like `Bearer`, both as written and as sent. */
function secretsOf(env: Environment): string[] {
  const pairs = ['OTEL_EXPORTER_OTLP_METRICS_HEADERS', 'OTEL_EXPORTER_OTLP_HEADERS'].flatMap(
    (name) => env[name]?.split(',') ?? [],
  );
  return pairs.flatMap((pair) => {
    const written = pair.slice(pair.indexOf('=') + 1).trim();
    const sent = decodedPart(written);
    return [written, sent, sent.split(' ').at(-1) ?? ''];
  });
}

function temporalityWarnings(env: Environment): string[] {
  const given = firstSet(env, ['OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE']);
  if (given === undefined || given.value.toLowerCase() === 'cumulative') return [];
  return [`${given.name} is ${JSON.stringify(given.value)}; totals are always sent as cumulative`];
}
