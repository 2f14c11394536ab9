// @ts-check
// The same ledger and the same OpenTelemetry metrics, served by OpenTelemetry's own PrometheusExporter and its serializer.

import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { createHookProducer } from '../../dist/exports/otel.js';
import { createLedger } from '../../dist/ledger/ledger.js';
import { followAndServe } from './follow.mjs';

const ledger = createLedger({ maxEntries: 20_000 });
const now = () => /** @type {import('../../dist/base/units.js').Micros} */ (Date.now() * 1000);
const producer = createHookProducer({ version: '0', take: () => ledger.snapshot(now()) });
const exporter = new PrometheusExporter({ preventServerStart: true, metricProducers: [producer] });
new MeterProvider({ readers: [exporter] });
await followAndServe(
  process.argv[2] ?? '',
  (record, day) => ledger.apply(record, day),
  (request, response) => exporter.getMetricsRequestHandler(request, response),
);
