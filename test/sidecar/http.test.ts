// What the sidecar serves, to whom, and what it does about clients that mean no good.

import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, launchSidecar, runHook, type Sidecar, startSidecar } from '../support/hookmeter.ts';
import { append, dayOf, endLine, ends, noonAgo } from '../support/journal.ts';
import { untilCounted } from '../support/metrics-file.ts';
import { executionsOn, parsePage, scrape } from '../support/metrics-page.ts';
import { freePort } from '../support/ports.ts';
import { ask, connect, sendRaw } from '../support/raw-client.ts';
import { until } from '../support/until.ts';

const AS_PROMETHEUS = { 'X-Prometheus-Scrape-Timeout-Seconds': '10', 'User-Agent': 'Prometheus/2.42.0' };

test('it answers from the first moment, and is ready only when the backlog is read', async () => {
  const dir = temporaryFolder();
  const BACKLOG = 60_000;
  append(dir, dayOf(noonAgo(1)), ends(BACKLOG, 'old', noonAgo(1)));
  const port = await freePort();
  const { stdout } = launchSidecar(dir, { flags: ['--port', String(port)] });
  const url = `http://127.0.0.1:${port}`;
  const status = async (path: string) => (await ask(url + path)).status;
  await until('it answers', async () => (await status('/healthz')) === 200);
  const pairs = new Set<string>();
  const first = await until('it is ready', async () => {
    const page = await ask(`${url}/metrics`);
    pairs.add(`${page.status} ${await status('/readyz')}`); // in this order: what is ready stays ready
    return page.status === 200 && page;
  });
  expect(executionsOn(parsePage(first.body.toString()))).toBe(BACKLOG);
  pairs.delete('503 200'); // it became ready between the two
  pairs.delete('503 503'); // a quick machine: test/sidecar/server.test.ts has this pair for certain
  expect([...pairs]).toEqual(['200 200']);
  await until('it says that it listens', () => stdout() !== '');
  expect(stdout()).toBe(`listening on ${url}\n`);
});

const MALFORMED: readonly (readonly [string, string | Buffer])[] = [
  ['a request line that crashed other exporters', 'GET http:// HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['an absolute one for another host', 'GET http://evil.example.com/metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'],
  ['no path', 'GET  HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['a path of %', 'GET /%%%%% HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['a path with //', 'GET //evil.example.com/%2e%2e HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['an asterisk', 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['a tunnel', 'CONNECT evil.example.com:443 HTTP/1.1\r\nHost: evil.example.com:443\r\n\r\n'],
  ['an upgrade', 'GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'],
  ['no host', 'GET /metrics HTTP/1.1\r\n\r\n'],
  ['HTTP/1.0 without a host', 'GET /metrics HTTP/1.0\r\n\r\n'],
  ['a host that is none', 'GET /metrics HTTP/1.1\r\nHost: a b/c@d\r\n\r\n'],
  ['two hosts', 'GET /metrics HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'],
  ['garbage', Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256))],
  ['TLS', Buffer.from('16030100f1010000ed0303', 'hex')],
  ['headers of a megabyte', `GET /metrics HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(1e6)}\r\n\r\n`],
  ['thousands of headers', `GET /metrics HTTP/1.1\r\nHost: a\r\n${'X-A: b\r\n'.repeat(10_000)}\r\n`],
  ['a body that never comes', 'POST /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n'],
  ['a chunked body of nonsense', 'POST /metrics HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
];

describe('one that serves two hooks', () => {
  let sidecar: Sidecar;
  beforeAll(async () => {
    const dir = temporaryFolder();
    append(dir, dayOf(Date.now()), ends(1, 'a', Date.now()) + endLine({ run: 'b', at: Date.now(), code: 3 }));
    sidecar = await startSidecar(dir);
  });

  test('/metrics says what it is, packed or not, and HEAD has the same head', async () => {
    const plain = await ask(`${sidecar.url}/metrics`);
    const packed = await ask(`${sidecar.url}/metrics`, { headers: { 'Accept-Encoding': 'gzip' } });
    const head = await ask(`${sidecar.url}/metrics`, { method: 'HEAD' });
    const type = 'text/plain; version=0.0.4; charset=utf-8';
    expect([plain.status, plain.headers['content-type'], plain.headers['content-encoding']]).toEqual([
      200,
      type,
      undefined,
    ]);
    expect([
      packed.status,
      packed.headers['content-type'],
      packed.headers['content-encoding'],
      packed.headers['vary'],
    ]).toEqual([200, type, 'gzip', 'Accept-Encoding']);
    expect([head.status, head.headers['content-type'], head.body.length]).toEqual([200, type, 0]);
    const hooks = (text: Buffer) =>
      [...parsePage(text.toString()).samples].filter(([series]) => series.startsWith('hook_'));
    expect(hooks(gunzipSync(packed.body))).toEqual(hooks(plain.body));
    expect(hooks(plain.body).length).toBeGreaterThan(20);
  });

  test('/api/report and /api/snapshot are whole JSON, and what is not there is 404', async () => {
    const report = await ask(`${sidecar.url}/api/report`);
    const snapshot = await ask(`${sidecar.url}/api/snapshot`);
    expect([report.headers['content-type'], snapshot.headers['content-type']]).toEqual([
      'application/json',
      'application/json',
    ]);
    expect(JSON.parse(report.body.toString())).toMatchObject({
      total_executions: 2,
      overall_success_rate: 50,
      hooks: [{ hook: 'format', executions: 2, p50_ms: expect.any(Number), outcomes: { success: 1, failed: 1 } }],
    });
    expect(JSON.parse(snapshot.body.toString())).toMatchObject({
      entries: [{ outcomes: { success: 1, failed: 1 }, failures: { 3: { count: 1 } }, duration: { count: 2 } }],
      reading: { lines: 2, openRuns: 0 },
    });
    const missing = await ask(`${sidecar.url}/nothing?page=1`);
    expect([missing.status, missing.body.toString().split('\n')[0]]).toEqual([404, 'Nothing is served at /nothing.']);
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'])(
    'nothing can be changed: %s is refused, and what is served is said',
    async (method) => {
      for (const path of ['/', '/metrics', '/api/overview', '/api/live', '/nothing']) {
        const { status, headers, body } = await ask(sidecar.url + path, { method });
        expect([path, status, headers['allow'], headers['access-control-allow-origin'], body.toString()]).toEqual([
          path,
          405,
          'GET, HEAD',
          undefined,
          `${method} is not served: nothing can be changed here. Ask with GET.\n`,
        ]);
      }
    },
  );

  test('malformed requests are answered or cut off, and the next client is served', async () => {
    for (const [what, bytes] of MALFORMED) {
      const answer = await sendRaw(sidecar.port, bytes);
      const isFine = answer === '' || /^HTTP\/1\.[01] (?:200|4\d\d) /.test(answer);
      expect([what, isFine ? 'answered or cut off' : answer]).toEqual([what, 'answered or cut off']);
      expect([what, (await ask(`${sidecar.url}/metrics`)).status]).toEqual([what, 200]);
    }
  });

  test('an absolute request target cannot smuggle a foreign host past the check', async () => {
    const answer = await sendRaw(
      sidecar.port,
      'GET http://evil.example.com/api/report HTTP/1.1\r\nHost: evil.example.com\r\nConnection: close\r\n\r\n',
    );
    expect(answer.split('\r\n')[0]).toMatch(/^HTTP\/1\.1 4\d\d /);
  });

  afterAll(async () => {
    expect((await sidecar.stop()).code).toBe(0);
  });
});

test('a scraper gets the zero of a new series once, any other client the truth at once', async () => {
  const dir = temporaryFolder();
  const { url } = await startSidecar(dir);
  expect(executionsOn(await scrape(url, AS_PROMETHEUS))).toBe(0);
  await runHook(dir, 'new');
  await untilCounted(dir, 1);
  const seen = [
    await scrape(url),
    await scrape(url, AS_PROMETHEUS),
    await scrape(url),
    await scrape(url, AS_PROMETHEUS),
  ];
  expect(seen.map((page) => executionsOn(page))).toEqual([1, 0, 1, 1]);
});

test('a Host that another site could have pointed here is refused on every page', async () => {
  const { url, port } = await startSidecar(temporaryFolder(), {
    flags: ['--port', '0', '--allow-hosts', 'metrics.example.com, other.example.com'],
  });
  const status = async (host: string) => (await ask(`${url}/metrics`, { headers: { Host: host } })).status;
  const allowed = [
    '127.0.0.1',
    `127.0.0.1:${port}`,
    `localhost:${port}`,
    '[::1]:80',
    'sidecar',
    'a.localhost',
    'METRICS.example.com:1',
  ];
  const refused = [
    'evil.example.com',
    `evil.example.com:${port}`,
    '127.0.0.1.evil.com',
    'localhost.evil.com',
    'example.com',
  ];
  expect(await Promise.all(allowed.map(status))).toEqual(allowed.map(() => 200));
  expect(await Promise.all(refused.map(status))).toEqual(refused.map(() => 421));
  for (const path of ['/', '/healthz', '/readyz', '/api/report', '/api/snapshot', '/nothing']) {
    expect((await ask(url + path, { headers: { Host: 'evil.example.com' } })).status).toBe(421);
  }
});

test('200 idle, slow and greedy connections do not hold up the counting', async () => {
  const dir = temporaryFolder();
  append(dir, dayOf(noonAgo(1)), manyHooks(200));
  const sidecar = await startSidecar(dir);
  for (let i = 0; i < 200; i++) {
    const socket = await connect(sidecar.port);
    if (i % 4 === 1) socket.write('GET /metrics HTTP/1.1\r\nHost: a\r\n'); // and never the rest
    if (i % 4 === 2) socket.pause().write('GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n'); // and never reads
    if (i % 4 === 3) socket.resume().write('GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(20));
  }
  for (let run = 1; run <= 3; run++) {
    await runHook(dir, 'format');
    await untilCounted(dir, 200 + run);
  }
  await until('a scrape is served', async () => executionsOn(await scrape(sidecar.url)) === 203);
});

const manyHooks = (count: number): string =>
  Array.from({ length: count }, (_, i) => ends(1, `run-${i}`, noonAgo(1), `hook-${i}`)).join('');

test('off loopback it starts only with a proof to ask for, or when told not to', async () => {
  const dir = temporaryFolder();
  const refused = await hookmeter(dir, ['serve', '--host', '0.0.0.0', '--port', '0']);
  expect(refused).toEqual({
    code: 2,
    signal: null,
    stdout: '',
    stderr:
      'hookmeter: 0.0.0.0 can be reached from other machines: set HOOKMETER_TOKEN or HOOKMETER_BASIC_AUTH, or say --allow-anonymous on a private container network\n',
  });
  const open = await startSidecar(dir, { flags: ['--host', '0.0.0.0', '--port', '0', '--allow-anonymous'] });
  expect((await ask(`http://127.0.0.1:${open.port}/metrics`)).status).toBe(200);
});

test('with a token or a password nobody gets in without it', async () => {
  const sidecar = await startSidecar(temporaryFolder(), {
    flags: ['--host', '0.0.0.0', '--port', '0'],
    env: { HOOKMETER_TOKEN: 'sesame', HOOKMETER_BASIC_AUTH: 'prometheus:pass:word' },
  });
  const status = async (authorization?: string, path = '/metrics') =>
    (
      await ask(
        `http://127.0.0.1:${sidecar.port}${path}`,
        authorization === undefined ? {} : { headers: { authorization } },
      )
    ).status;
  const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;
  expect(await Promise.all([status('Bearer sesame'), status(basic('prometheus:pass:word'))])).toEqual([200, 200]);
  const wrong = [
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Bearer sesam',
    'Bearer sesame2',
    'sesame',
    basic('prometheus:'),
    basic('sesame'),
    'Basic !!!',
  ];
  expect(await Promise.all(wrong.map((each) => status(each)))).toEqual(wrong.map(() => 401));
  for (const path of ['/', '/healthz', '/api/report', '/api/snapshot', '/nothing'])
    expect(await status(undefined, path)).toBe(401);
  expect(sidecar.stderr()).not.toContain('sesame');
  const challenge = await ask(`http://127.0.0.1:${sidecar.port}/metrics`);
  expect(challenge.headers['www-authenticate']).toBe('Basic realm="hookmeter", charset="UTF-8"');
});

test('a port in use is told in one line, before anything is read or kept', async () => {
  const first: Sidecar = await startSidecar(temporaryFolder());
  const dir = temporaryFolder();
  const second = await hookmeter(dir, ['serve', '--port', String(first.port)]);
  expect(second).toEqual({
    code: 2,
    signal: null,
    stdout: '',
    stderr: `hookmeter: 127.0.0.1:${first.port} is in use; choose another with --port, or 0 for any\n`,
  });
  await startSidecar(dir); // the directory is free
});

test('an address that is not this machine is told in one line', async () => {
  const { code, stdout, stderr } = await hookmeter(temporaryFolder(), [
    'serve',
    '--host',
    '192.0.2.1',
    '--port',
    '0',
    '--allow-anonymous',
  ]);
  expect([code, stdout, stderr.split('\n').length, stderr]).toEqual([
    2,
    '',
    2,
    expect.stringMatching(/^hookmeter: 192\.0\.2\.1:0 cannot be listened on: /),
  ]);
});
