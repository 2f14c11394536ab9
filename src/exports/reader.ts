// The reader behind /metrics: MetricProducer → PrometheusExporter → the text of exposition.ts.

import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { type CollectionResult, MeterProvider, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { Snapshot } from '../ledger/snapshot.ts';
import { createHookProducer, type ProducerOptions } from './otel.ts';

export interface HookReader {
  /**
   * What OpenTelemetry reads from exactly this snapshot, whatever else is being collected meanwhile.
   * @throws when any part of the collection failed: a page with holes would look like a reset.
   */
  collect(snapshot: Snapshot): Promise<ResourceMetrics>;
  shutdown(): Promise<void>;
}

/** A PrometheusExporter that starts no server of its own. */
export function createHookReader({ version, pause }: Omit<ProducerOptions, 'take'>): HookReader {
  let asked: Snapshot | undefined;
  const producer = createHookProducer({
    version,
    pause,
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
      return wholeMetrics(await collecting);
    },
    shutdown: () => provider.shutdown(),
  };
}

/** OpenTelemetry's own exporter would answer 200 with the rest, and Prometheus would take it for the whole. */
export function wholeMetrics({ resourceMetrics, errors }: CollectionResult): ResourceMetrics {
  if (errors.length > 0) throw new Error('OpenTelemetry could not collect every metric', { cause: errors });
  return resourceMetrics;
}

/** Who exports: the resource of every reader. */
export const hookmeterResource = (version: string): Resource =>
  resourceFromAttributes({ 'service.name': 'hookmeter', 'service.version': version });
