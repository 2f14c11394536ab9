import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { placesIn } from '../../src/base/paths.ts';
import { createHookReader } from '../../src/exports/reader.ts';
import { readSettings } from '../../src/sidecar/config.ts';
import { openKeeper } from '../../src/sidecar/keeper.ts';
import { createMetricsPage } from '../../src/sidecar/metrics-page.ts';
import { keeperOptions, wallClock } from '../../src/sidecar/once.ts';
import { temporaryFolder } from '../support/folders.ts';
import { runHook } from '../support/hookmeter.ts';
import { append, dayOf, ends } from '../support/journal.ts';
import { ask, connect } from '../support/raw-client.ts';
import { until } from '../support/until.ts';

const log = pino({ level: 'silent' });
const pause = async (): Promise<void> => {};

test.each(['the hooks', 'the journal', 'itself'])(
  'a page without %s is 503 and never an empty 200',
  async (missing) => {
    const dir = temporaryFolder();
    await runHook(dir, 'format');
    const places = placesIn(dir);
    const read = readSettings({}, {}, places.config);
    if (!read.ok) throw new Error(read.message);
    const keeper = await openKeeper(keeperOptions(places, read.settings, log));
    const fails = async (): Promise<never> => {
      throw new Error('not today');
    };
    const reader = createHookReader({ version: '1', pause });
    const page = createMetricsPage({
      keeper: missing === 'the journal' ? { ...keeper, catchUp: fails } : keeper,
      reader: missing === 'the hooks' ? { ...reader, collect: fails } : reader,
      self: { text: missing === 'itself' ? fails : async () => '', families: () => [], close: () => {} },
      log,
      now: wallClock,
      pause,
    });
    const server = createServer((request, response) => void page.serve(request, response)).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address() as AddressInfo;
    const { status, headers, body } = await ask(`http://127.0.0.1:${address.port}/`);
    expect([status, headers['content-type'], body.toString()]).toEqual([
      503,
      'text/plain; charset=utf-8',
      'the metrics could not be collected; the log has the reason\n',
    ]);
  },
);

test('clients that never read their page are cut off, and do not keep others from theirs', async () => {
  const dir = temporaryFolder();
  const many = Array.from({ length: 3000 }, (_, i) => ends(1, `r${i}`, Date.now(), `hook-${i}`));
  append(dir, dayOf(Date.now()), many.join(''));
  const places = placesIn(dir);
  const read = readSettings({ maxEntries: 5000 }, {}, places.config);
  if (!read.ok) throw new Error(read.message);
  const keeper = await openKeeper(keeperOptions(places, read.settings, log));
  const page = createMetricsPage({
    keeper,
    reader: createHookReader({ version: '1', pause }),
    self: { text: async () => '', families: () => [], close: () => {} },
    log,
    slowestClientMs: 2000,
    now: wallClock,
    pause,
  });
  const server = createServer((request, response) => void page.serve(request, response)).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  for (let i = 0; i < 8; i++) (await connect(port)).pause().write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  const url = `http://127.0.0.1:${port}/`;
  await until('the ninth is refused', async () => (await ask(url)).status === 503);
  await until('the slow ones are gone', async () => (await ask(url)).status === 200);
});
