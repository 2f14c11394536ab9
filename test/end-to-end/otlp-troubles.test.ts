// Pushing over OTLP where something is in the way, or set otherwise.

import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readOtlpSettings } from '../../src/exports/otlp-settings.ts';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, runHook, startSidecar } from '../support/hookmeter.ts';
import { metricsFileOf } from '../support/metrics-file.ts';
import { scrape, sumOf } from '../support/metrics-page.ts';
import { startReceiver } from '../support/otlp-receiver.ts';
import type { Env } from '../support/programs.ts';
import { until } from '../support/until.ts';
import { executionsIn, never, SELDOM, serveTo, to, untilTold } from './otlp-pushes.ts';

const NO_ADDRESS = 'OTEL_EXPORTER_OTLP_ENDPOINT is no address of a receiver; expected one like http://localhost:4318';

test('what a receiver does not take is logged once, counted each time, and over once', async () => {
  const dir = temporaryFolder();
  let status = 500;
  const receiver = await startReceiver(() => ({ status, body: status === 200 ? '' : 'no room\nsecond line' }));
  await runHook(dir, 'format');
  const sidecar = await serveTo(dir, receiver.url);
  const errors = async (): Promise<number> => sumOf(await scrape(sidecar.url), 'hookmeter_push_errors_total');
  await until('three have failed', async () => (await errors()) >= 3);
  status = 200;
  await untilTold(receiver, { format: 1 });
  const before = await errors();
  const { stderr, code } = await sidecar.stop();
  const lines = stderr
    .split('\n')
    .filter((line) => line.includes('/v1/metrics'))
    .map((line) => JSON.parse(line));
  const address = `${receiver.url}/v1/metrics`;
  expect([code, before >= 3, lines.map(({ msg, err, endpoint }) => [msg, err ?? endpoint])]).toEqual([
    0,
    true,
    [
      ['pushing', address],
      [`${address} does not take what is pushed; nothing is lost, and it is tried again`, 'it answers 500: no room'],
      [`${address} takes what is pushed again`, undefined],
    ],
  ]);
});

test('a receiver that refuses beginnings still gets the values', async () => {
  const dir = temporaryFolder();
  let isFirst = true;
  const receiver = await startReceiver(() => {
    const status = isFirst ? 400 : 200;
    isFirst = false;
    return { status };
  });
  await runHook(dir, 'format');
  expect((await hookmeter(dir, ['push', '--otlp'], { env: to(receiver.url) })).code).toBe(0);
  expect(receiver.pushes.map(executionsIn)).toEqual([{ format: 1 }]);
});

test('a receiver that never answers cannot hold up the end of a sidecar, or a push', async () => {
  const dir = temporaryFolder();
  const receiver = await startReceiver(() => undefined);
  await runHook(dir, 'format');
  // Longer than anybody waits for this test: it is the sidecar that gives up.
  const patient = { OTEL_METRIC_EXPORT_TIMEOUT: '3600000', OTEL_EXPORTER_OTLP_TIMEOUT: '3600000' };
  const sidecar = await serveTo(dir, receiver.url, { ...SELDOM, ...patient });
  await until('a push is under way', () => receiver.requests() > 0);
  const { code, stderr } = await sidecar.stop();
  expect(code).toBe(0);
  expect(stderr).toContain('does not answer; the next start pushes what is left');
  expect(metricsFileOf(dir).system_health).toMatchObject({ total_hook_executions: 1, monitoring_active: false });
  expect(await hookmeter(dir, ['push', '--otlp', '--timeout', '0.3'], { env: to(receiver.url) })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('did not take them: it has not answered within 0.3 s; '),
  });
});

test('the standard variables are obeyed, and a preference that cannot be is told once', async () => {
  const dir = temporaryFolder();
  const receiver = await startReceiver();
  await runHook(dir, 'format');
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9/not-this-one',
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${receiver.url}/own/path`,
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20general,x-team=a',
    OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'authorization=Bearer%20special',
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
    OTEL_SERVICE_NAME: 'my hooks',
    OTEL_RESOURCE_ATTRIBUTES: 'service.name=loses,deployment.environment.name=a%2Cb,broken,service.instance.id=ci-7',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
  };
  const sidecar = await startSidecar(dir, {
    flags: ['--port', '0'],
    env: { HOOKMETER_OTLP: 'true', ...SELDOM, ...env },
  });
  await until('a push', () => receiver.pushes.length >= 2);
  const { stderr } = await sidecar.stop();
  expect(receiver.pushes.length).toBeGreaterThanOrEqual(3); // and one more at its end
  const push = receiver.pushes.at(-1) ?? never();
  expect([push.path, push.headers['authorization'], push.headers['x-team'], push.headers['content-encoding']]).toEqual([
    '/own/path',
    'Bearer special',
    'a',
    'gzip',
  ]);
  expect(push.resource).toEqual({
    'service.name': 'my hooks',
    'service.version': push.scope.version,
    'service.instance.id': 'ci-7',
    'host.name': hostname(),
    'deployment.environment.name': 'a,b',
  });
  expect(push.points.filter(({ kind, temporality }) => kind !== 'gauge' && temporality !== 2)).toEqual([]);
  const warnings = stderr
    .split('\n')
    .filter((line) => line.includes('"level":40'))
    .map((line) => JSON.parse(line).msg);
  expect(warnings).toEqual([
    'OTEL_RESOURCE_ATTRIBUTES has "broken"; expected name=value, it is left out',
    'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE is "delta"; totals are always sent as cumulative',
  ]);
});

test.each<readonly [Env, string]>([
  [
    { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
    'OTEL_EXPORTER_OTLP_PROTOCOL is "grpc"; expected http/protobuf, nothing else is supported here',
  ],
  [
    { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf', OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http/json' },
    'OTEL_EXPORTER_OTLP_METRICS_PROTOCOL is "http/json"; expected http/protobuf, nothing else is supported here',
  ],
  [
    { OTEL_METRIC_EXPORT_INTERVAL: '1m' },
    'OTEL_METRIC_EXPORT_INTERVAL is "1m"; expected whole milliseconds from 1 to 2147483647',
  ],
  [
    { OTEL_EXPORTER_OTLP_TIMEOUT: '0' },
    'OTEL_EXPORTER_OTLP_TIMEOUT is "0"; expected whole milliseconds from 1 to 2147483647',
  ],
  [
    { OTEL_EXPORTER_OTLP_COMPRESSION: 'br' },
    'OTEL_EXPORTER_OTLP_COMPRESSION is "br"; expected gzip or none, nothing else is supported here',
  ],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'user:hidden-word@collector:4318' }, NO_ADDRESS],
])('%j is refused', (env, message) => {
  expect(readOtlpSettings(env)).toEqual({ ok: false, message });
});

test('what is refused is told in one line, before anything is touched', async () => {
  const ca = join(temporaryFolder(), 'ca.pem');
  const mistakes = [
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'user:hidden-word@collector:4318' }, NO_ADDRESS],
    [
      { OTEL_EXPORTER_OTLP_CERTIFICATE: ca },
      `OTEL_EXPORTER_OTLP_CERTIFICATE: ENOENT: no such file or directory, access '${ca}'`,
    ],
  ] as const;
  const commands = [
    ['serve', '--port', '0', '--otlp'],
    ['push', '--otlp'],
  ];
  for (const [env, line] of mistakes) {
    const seen = commands.map(async (command) => {
      const dir = join(temporaryFolder(), 'state');
      return [await hookmeter(dir, command, { env }), existsSync(dir)];
    });
    const refused = [{ code: 2, signal: null, stdout: '', stderr: `hookmeter: ${line}\n` }, false];
    expect(await Promise.all(seen)).toEqual([refused, refused]);
  }
});

test('OTEL_SDK_DISABLED sends nothing, and says so', async () => {
  const dir = temporaryFolder();
  const receiver = await startReceiver();
  await runHook(dir, 'format');
  const env = to(receiver.url, { OTEL_SDK_DISABLED: 'true' });
  expect(await hookmeter(dir, ['push', '--otlp'], { env })).toEqual({
    code: 0,
    signal: null,
    stdout: 'otlp: nothing was sent: OTEL_SDK_DISABLED is true\n',
    stderr: '',
  });
  const sidecar = await serveTo(dir, receiver.url, { OTEL_SDK_DISABLED: 'TRUE' });
  const { stderr } = await sidecar.stop();
  expect([stderr.includes('OTEL_SDK_DISABLED is true: nothing is pushed'), receiver.requests()]).toEqual([true, 0]);
});

test('secrets are in no output, even where a receiver repeats them', async () => {
  const dir = temporaryFolder();
  const receiver = await startReceiver(({ headers }) => ({ status: 401, body: `no: ${JSON.stringify(headers)}` }));
  await runHook(dir, 'format');
  const url = receiver.url.replace('//', '//reader:hidden%2Dword@');
  const withHeader = to(receiver.url, { OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20hidden-word' });
  for (const env of [withHeader, to(url)]) {
    const pushed = await hookmeter(dir, ['push', '--otlp'], { env });
    expect([pushed.code, pushed.stderr.includes('it answers 401')]).toEqual([1, true]);
    const sidecar = await serveTo(dir, receiver.url, { ...SELDOM, ...env });
    await until('it has failed', () => sidecar.stderr().includes('does not take what is pushed'));
    const { stderr, stdout } = await sidecar.stop();
    const credentials = Buffer.from('reader:hidden-word').toString('base64');
    const said = [pushed.stdout, pushed.stderr, stdout, stderr].join('\n');
    expect([/hidden(-|%2D)word/.test(said), said.includes(credentials), said]).toEqual([false, false, said]);
  }
});

test('what a receiver rejects of pushes that it took is a warning, told once', async () => {
  const dir = temporaryFolder();
  // ExportMetricsServiceResponse { partial_success { rejected_data_points: 3, error_message: "too old" } }
  const body = Uint8Array.from([0x0a, 11, 0x08, 3, 0x12, 7, ...Buffer.from('too old')]);
  const receiver = await startReceiver(() => ({ status: 200, body }));
  await runHook(dir, 'format');
  const { code, stderr } = await hookmeter(dir, ['push', '--otlp'], { env: to(receiver.url) });
  expect([code, stderr]).toEqual([0, expect.stringContaining('too old')]);
  const sidecar = await serveTo(dir, receiver.url);
  await until('three more pushes', () => receiver.pushes.length >= 5);
  expect((await sidecar.stop()).stderr.match(/too old/g)).toEqual(['too old']);
});
