import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, startSidecar } from '../support/hookmeter.ts';
import { append, dayOf, ends, packedPath, plainPath } from '../support/journal.ts';
import { metricsFileOf, untilCounted } from '../support/metrics-file.ts';
import { executionsOn, scrape } from '../support/metrics-page.ts';

test('a day that somebody packs before it is over is still written to, and its runs still count once', async () => {
  const dir = temporaryFolder();
  const now = Date.now();
  const day = dayOf(now);
  const lines = ends(10, 'known', now);
  const { url, stop } = await startSidecar(dir);
  append(dir, day, lines);
  await untilCounted(dir, 10);
  writeFileSync(`${packedPath(dir, day)}.part`, gzipSync(lines));
  rmSync(plainPath(dir, day));
  renameSync(`${packedPath(dir, day)}.part`, packedPath(dir, day));
  await scrape(url); // it has looked
  expect((await hookmeter(dir, ['sync'])).code).toBe(0); // and saved
  append(dir, day, lines + ends(1, 'new', now));
  await untilCounted(dir, 11);
  expect(executionsOn(await scrape(url))).toBe(11);
  await stop('SIGKILL');
  append(dir, day, lines + ends(1, 'newer', now));
  await hookmeter(dir, ['sync']);
  expect(metricsFileOf(dir).system_health.total_hook_executions).toBe(12);
});
