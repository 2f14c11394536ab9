import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter } from '../support/hookmeter.ts';
import { startReceiver } from '../support/otlp-receiver.ts';

// --timeout had a default, which went before the variable.
test.each<readonly [Readonly<Record<string, string>>, readonly string[], string]>([
  [{ OTEL_EXPORTER_OTLP_TIMEOUT: '400' }, [], '0.4 s'],
  [{ OTEL_EXPORTER_OTLP_TIMEOUT: '9000', OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: '300' }, [], '0.3 s'],
  [{ OTEL_EXPORTER_OTLP_TIMEOUT: '9000' }, ['--timeout', '0.5'], '0.5 s'],
  [{ OTEL_EXPORTER_OTLP_TIMEOUT: '600', OTEL_METRIC_EXPORT_INTERVAL: '50' }, [], '0.6 s'],
])('with %j, `push --otlp` and %j, a receiver has so long to answer', async (timeouts, words, told) => {
  const receiver = await startReceiver(() => undefined);
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...timeouts };
  const { code, stderr } = await hookmeter(temporaryFolder(), ['push', '--otlp', ...words], { env });
  expect([code, stderr]).toEqual([1, expect.stringContaining(`: it has not answered within ${told}; nothing is lost`)]);
});
