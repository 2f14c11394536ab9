// The server of a sidecar that is still reading its backlog.

import { expect, onTestFinished, test } from 'vitest';
import { createLive } from '../../src/sidecar/live.ts';
import { openServer } from '../../src/sidecar/server.ts';
import { temporaryFolder } from '../support/folders.ts';
import { keeperOn, silentLog as log } from '../support/keeper.ts';
import { ask } from '../support/raw-client.ts';

test('is alive, and has nothing but the page to show, until it is opened', async () => {
  const { places, settings, keeper } = await keeperOn(temporaryFolder());
  const live = createLive();
  const pause = async (): Promise<void> => {};
  const server = await openServer({ places, settings, log, keeper, live, startedAt: '', pause, pushErrors: () => 0 });
  onTestFinished(() => server.close());
  const paths = ['/healthz', '/readyz', '/metrics', '/api/report', '/api/snapshot', '/api/live'] as const;
  const statuses = (asked: readonly string[]): Promise<readonly number[]> =>
    Promise.all(asked.map(async (path) => (await ask(server.http.url + path)).status));
  expect(await statuses(paths)).toEqual([200, 503, 503, 503, 503, 503]);
  server.open();
  expect(await statuses(paths.slice(0, 5))).toEqual([200, 200, 200, 200, 200]);
});
