// GET /metrics: whole or not at all, fresh without waiting for it, and never held up by those who do not read.

import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createHookReader } from '../../src/exports/reader.ts';
import type { Keeper } from '../../src/sidecar/keeper.ts';
import { createMetricsPage, type MetricsPage, type MetricsPageOptions } from '../../src/sidecar/metrics-page.ts';
import { wallClock } from '../../src/sidecar/once.ts';
import { temporaryFolder } from '../support/folders.ts';
import { append, dayOf, ends } from '../support/journal.ts';
import { keeperOn, silentLog as log } from '../support/keeper.ts';
import { executionsOn, parsePage } from '../support/metrics-page.ts';
import { ask, type Reply } from '../support/raw-client.ts';
import { until } from '../support/until.ts';

const pause = async (): Promise<void> => {};
const never = (): Promise<never> => new Promise(() => {});

/** The page's own patience is the test's; sockets and files take the time that they need. */
function ownTimeouts(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
}

function pageOf(keeper: Keeper, options: Partial<MetricsPageOptions> = {}): MetricsPage {
  const reader = createHookReader({ version: '1', pause });
  onTestFinished(() => reader.shutdown());
  const self = { text: async () => '', families: () => [], close: () => {} };
  return createMetricsPage({ keeper, reader, self, log, now: wallClock, pause, ...options });
}

/** Serves the page, and asks for it. */
async function client(page: MetricsPage): Promise<() => Promise<Reply>> {
  const server = createServer((request, response) => void page.serve(request, response)).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return () => ask(`http://127.0.0.1:${port}/`);
}

/** `hooks` that ran once each. */
async function keeperOf(hooks: number): Promise<{ readonly dir: string; readonly keeper: Keeper }> {
  const dir = temporaryFolder();
  const now = Date.now();
  append(dir, dayOf(now), Array.from({ length: hooks }, (_, i) => ends(1, `r${i}`, now, `hook-${i}`)).join(''));
  return { dir, keeper: (await keeperOn(dir)).keeper };
}

const executionsIn = ({ body }: Reply): number => executionsOn(parsePage(body.toString()));

test.each(['the hooks', 'the journal', 'itself'])(
  'a page without %s is 503 and never an empty 200',
  async (missing) => {
    const { keeper } = await keeperOf(1);
    const fails = async (): Promise<never> => {
      throw new Error('not today');
    };
    const reader = createHookReader({ version: '1', pause });
    const asked = await client(
      pageOf(missing === 'the journal' ? { ...keeper, catchUp: fails } : keeper, {
        ...(missing === 'the hooks' ? { reader: { ...reader, collect: fails } } : {}),
        ...(missing === 'itself' ? { self: { text: fails, families: () => [], close: () => {} } } : {}),
      }),
    );
    const { status, headers, body } = await asked();
    expect([status, headers['content-type'], body.toString()]).toEqual([
      503,
      'text/plain; charset=utf-8',
      'the metrics could not be collected; the log has the reason\n',
    ]);
  },
);

test('a run is on the very page that is asked for after its end', async () => {
  ownTimeouts(); // so the page waits as long as reading takes
  const { dir, keeper } = await keeperOf(1);
  const asked = await client(pageOf(keeper));
  expect(executionsIn(await asked())).toBe(1);
  append(dir, dayOf(Date.now()), ends(1, 'new', Date.now()));
  expect(executionsIn(await asked())).toBe(2);
});

test('a page waits a quarter of a second for the journal to be read, and then shows what is known', async () => {
  ownTimeouts();
  const { keeper } = await keeperOf(3);
  await keeper.catchUp();
  let waiting = 0;
  const catchUp = (): Promise<never> => {
    waiting++;
    return never();
  };
  const asked = await client(pageOf({ ...keeper, catchUp }));
  const reply = asked();
  await until('it waits', () => waiting === 1);
  vi.advanceTimersByTime(249);
  const early = await Promise.race([reply, new Promise((resolve) => setImmediate(resolve, 'nothing yet'))]);
  vi.advanceTimersByTime(1);
  expect([early, executionsIn(await reply)]).toEqual(['nothing yet', 3]);
});

test('a page is made in slices, with time for everybody else between them', async () => {
  const { keeper } = await keeperOf(500);
  let pauses = 0;
  const counted = async (): Promise<void> => void pauses++;
  const asked = await client(
    pageOf(keeper, { pause: counted, reader: createHookReader({ version: '1', pause: counted }) }),
  );
  const { body } = await asked();
  expect(body.length / pauses).toBeLessThan(100_000);
});

test('clients that never read their page are cut off, and do not keep others from theirs', async () => {
  ownTimeouts();
  const { keeper } = await keeperOf(100);
  const page = pageOf(keeper, { slowestClientMs: 2000 });
  // Nothing of what they are sent ever leaves.
  const slow = Array.from({ length: 8 }, () => {
    const stuck = Object.assign(new Socket(), { _write: () => {}, _writev: null });
    const request = Object.assign(new IncomingMessage(stuck), { method: 'GET', url: '/' });
    const response = new ServerResponse(request);
    response.assignSocket(stuck);
    void page.serve(request, response);
    return response;
  });
  const asked = await client(page);
  await until('all are being sent their page', () => slow.every(({ headersSent }) => headersSent));
  const ninth = await asked();
  expect([ninth.status, ninth.headers['retry-after'], ninth.body.toString()]).toEqual([
    503,
    '5',
    'too many scrapes at once\n',
  ]);
  vi.advanceTimersByTime(1999);
  expect(slow.filter(({ destroyed }) => destroyed)).toHaveLength(0);
  vi.advanceTimersByTime(1);
  expect(slow.filter(({ destroyed }) => destroyed)).toHaveLength(8);
  await until('their places are free', async () => (await asked()).status === 200);
});
