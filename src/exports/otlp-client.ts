// One conversation with an OpenTelemetry receiver: what is sent, and what comes back, in words without secrets.

import { DiagLogLevel, diag } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import type { PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { Snapshot } from '../ledger/snapshot.ts';
import { beginningsOf, type Told } from './beginnings.ts';
import type { OtlpSettings } from './otlp-settings.ts';
import { refusalText, withoutSecrets } from './secrets.ts';

export type PushResult = { readonly ok: true } | { readonly ok: false; readonly reason: string };

export interface Client {
  /** First how new series began, where there are any, then the values. */
  send(metrics: ResourceMetrics, snapshot: Snapshot, told: Told | undefined): Promise<PushResult>;
  close(): Promise<void>;
}

export function createClient(settings: OtlpSettings): Client {
  const exporter = new OTLPMetricExporter({
    url: settings.endpoint.href,
    timeoutMillis: settings.requestTimeoutMs,
  });
  return {
    async send(metrics, snapshot, told) {
      const scope = metrics.scopeMetrics[0]?.scope ?? { name: 'hookmeter' };
      const beginnings = beginningsOf(snapshot, told);
      if (beginnings.length > 0) {
        const scopeMetrics = [{ scope, metrics: beginnings }];
        const begun = await exportTo(exporter, { resource: metrics.resource, scopeMetrics }, settings);
        // A receiver that refuses them has had them before, or does not want the past: the values go all the same.
        if (!begun.ok && !begun.isRefused) return { ok: false, reason: begun.reason };
      }
      const sent = await exportTo(exporter, withoutEmpty(metrics), settings);
      return sent.ok ? sent : { ok: false, reason: sent.reason };
    },
    close: () => exporter.shutdown(),
  };
}

/** Receivers complain about families without points. */
const withoutEmpty = ({ resource, scopeMetrics }: ResourceMetrics): ResourceMetrics => ({
  resource,
  scopeMetrics: scopeMetrics.map(({ scope, metrics }) => ({
    scope,
    metrics: metrics.filter(({ dataPoints }) => dataPoints.length > 0),
  })),
});

type Exported = { readonly ok: true } | { readonly ok: false; readonly reason: string; readonly isRefused: boolean };

function exportTo(exporter: PushMetricExporter, metrics: ResourceMetrics, settings: OtlpSettings): Promise<Exported> {
  return new Promise((resolve) => {
    exporter.export(metrics, ({ code, error }) => {
      if (code === 0) return resolve({ ok: true });
      const status = statusOf(error);
      resolve({
        ok: false,
        reason: reasonOf(error, status, settings),
        isRefused: status !== undefined && status >= 400 && status < 500,
      });
    });
  });
}

/** HTTP's, where the receiver has answered. */
const statusOf = (error: Error | undefined): number | undefined =>
  error !== undefined && 'code' in error && typeof error.code === 'number' ? error.code : undefined;

function reasonOf(error: Error | undefined, status: number | undefined, settings: OtlpSettings): string {
  const { secrets, requestTimeoutMs } = settings;
  if (error === undefined) return 'it does not say why';
  if (status !== undefined) return refusalText(status, 'data' in error ? String(error.data) : '', secrets);
  if (error.message === RETRIED) return 'it is overloaded or not ready (429, 502, 503 or 504)';
  if (error.message === TIMED_OUT) return `it has not answered within ${requestTimeoutMs / 1000} s`;
  return withoutSecrets(messageOf(error), secrets);
}

const TIMED_OUT = 'Request timed out';
const RETRIED = 'Export failed with retryable status';

/** A connection that failed on each of several addresses has no message of its own. */
const messageOf = (error: Error): string =>
  error.message !== '' ? error.message : 'code' in error ? String(error.code) : error.name;

/** The exporter tells of points that a receiver rejected only in OpenTelemetry's own log; failures come back by themselves. */
export function heed({ secrets }: OtlpSettings, onRemark: (remark: string) => void): void {
  const ignore = (): void => {};
  const warn = (...parts: readonly unknown[]): void => onRemark(withoutSecrets(parts.join(' '), secrets));
  diag.setLogger(
    { error: ignore, warn, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}
