import { mkdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { runHook, startSidecar } from '../support/hookmeter.ts';
import { untilCounted } from '../support/metrics-file.ts';
import { scrape, sumOf } from '../support/metrics-page.ts';
import { until } from '../support/until.ts';

test('a file that cannot be written for a while is told twice: when it begins and when it is over', async () => {
  const dir = temporaryFolder();
  const path = join(dir, 'metrics.json');
  const sidecar = await startSidecar(dir);
  rmSync(path);
  mkdirSync(path);
  await until('it has been tried three times', async () => {
    return sumOf(await scrape(sidecar.url), 'hookmeter_write_errors_total') >= 3;
  });
  rmdirSync(path);
  await runHook(dir, 'format');
  await untilCounted(dir, 1);
  const told = sidecar
    .stderr()
    .split('\n')
    .filter((line) => line.includes('metrics.json'));
  expect(told.map((line) => JSON.parse(line).msg)).toEqual([
    `${path} cannot be written; it is tried again`,
    `${path} is written again`,
  ]);
});
