import { mkdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { launchSidecar, runHook } from '../support/hookmeter.ts';
import { untilCounted } from '../support/metrics-file.ts';
import { scrape, sumOf } from '../support/metrics-page.ts';
import { until } from '../support/until.ts';

test('a sidecar goes on when nobody reads what it says any more', async () => {
  const dir = temporaryFolder();
  const { child, stdout } = launchSidecar(dir);
  const url = await until('it listens', () => /^listening on (\S+)\n/m.exec(stdout())?.[1]);
  child.stdout?.destroy();
  child.stderr?.destroy();
  const file = join(dir, 'metrics.json');
  await until('something is in the way of its file', () => {
    rmSync(file, { force: true });
    mkdirSync(file); // unless it was written again meanwhile
    return true;
  });
  await until('it has complained', async () => sumOf(await scrape(url), 'hookmeter_write_errors_total') > 0);
  rmdirSync(file);
  await runHook(dir, 'format');
  await untilCounted(dir, 1);
  expect(child.exitCode).toBeNull();
});
