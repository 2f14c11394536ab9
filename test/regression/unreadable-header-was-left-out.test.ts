import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter } from '../support/hookmeter.ts';
import { startReceiver } from '../support/otlp-receiver.ts';

// OpenTelemetry's exporter drops such a pair in silence, so the push went without its credentials.
test.each([
  ['push', '--otlp'],
  ['serve', '--otlp', '--port', '0'],
])('%s is refused where a header cannot be read, without a word of it', async (...words) => {
  const receiver = await startReceiver();
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_HEADERS: 'x=1,Authorization: Bearer hidden',
  };
  expect(await hookmeter(temporaryFolder(), words, { env })).toEqual({
    code: 2,
    signal: null,
    stdout: '',
    stderr:
      'hookmeter: OTEL_EXPORTER_OTLP_HEADERS cannot be sent, pair 2 of it; expected name=value, values percent-encoded, like Authorization=Bearer%20TOKEN\n',
  });
  expect(receiver.requests()).toBe(0);
});
