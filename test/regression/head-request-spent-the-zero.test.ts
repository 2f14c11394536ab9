import { request } from 'node:http';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { runHook, startSidecar } from '../support/hookmeter.ts';
import { untilCounted } from '../support/metrics-file.ts';
import { executionsOn, scrape } from '../support/metrics-page.ts';

const AS_PROMETHEUS = { 'X-Prometheus-Scrape-Timeout-Seconds': '10', 'User-Agent': 'Prometheus/2' };

test('HEAD shows no page, so it is not the page in which a new series is zero', async () => {
  const dir = temporaryFolder();
  const { url } = await startSidecar(dir);
  await scrape(url, AS_PROMETHEUS);
  await runHook(dir, 'new');
  await untilCounted(dir, 1);
  await head(url);
  const held = await scrape(url, AS_PROMETHEUS);
  const shown = await scrape(url, AS_PROMETHEUS);
  expect([executionsOn(held), executionsOn(shown)]).toEqual([0, 1]);
});

function head(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    request(`${url}/metrics`, { method: 'HEAD', headers: AS_PROMETHEUS }, (response) => {
      response.resume().on('end', resolve);
    })
      .on('error', reject)
      .end();
  });
}
