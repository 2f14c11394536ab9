// A run is seen after its end, wherever one looks. How soon is in test/sidecar/rhythm.test.ts and metrics-page.test.ts by the sidecar's own
// clock, and in bench/visible.mjs by the machine's; what an idle sidecar takes is in bench/idle.mjs.

import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { runHook, startSidecar } from '../support/hookmeter.ts';
import { metricsFileOf, untilCounted } from '../support/metrics-file.ts';
import { executionsOn, scrape } from '../support/metrics-page.ts';
import { until } from '../support/until.ts';

test('a run is in metrics.json and on /metrics after its end, and not before', async () => {
  const dir = temporaryFolder();
  const { url } = await startSidecar(dir);
  for (let i = 1; i <= 6; i++) {
    expect([executionsOn(await scrape(url)), metricsFileOf(dir).system_health.total_hook_executions]).toEqual([
      i - 1,
      i - 1,
    ]);
    await runHook(dir, 'format');
    if (i % 2 === 0) await until('it is on the page', async () => executionsOn(await scrape(url)) === i);
    await untilCounted(dir, i);
  }
});
