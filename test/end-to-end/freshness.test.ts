// How soon a run is seen, and what a sidecar takes that has nothing to do. Sanity bounds: the benchmarks hold the budgets.

import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { runHook, startSidecar } from '../support/hookmeter.ts';
import { append, dayOf, ends } from '../support/journal.ts';
import { metricsFileOf } from '../support/metrics-file.ts';
import { executionsOn, scrape } from '../support/metrics-page.ts';
import { until } from '../support/until.ts';

test('a run is in metrics.json and on /metrics soon after its end', async () => {
  const dir = temporaryFolder();
  const { url } = await startSidecar(dir);
  await runHook(dir, 'format');
  await until('it is counted', () => metricsFileOf(dir).system_health.total_hook_executions === 1);
  const onPage: number[] = [];
  const inFile: number[] = [];
  for (let i = 2; i <= 31; i++) {
    await delay(i % 7); // not in step with the sidecar's own rhythm
    await runHook(dir, 'format');
    const ended = performance.now();
    if (i % 2 === 0) {
      await until('it is on the page', async () => executionsOn(await scrape(url)) === i);
      onPage.push(performance.now() - ended);
    } else {
      await until('it is in the file', () => metricsFileOf(dir).system_health.total_hook_executions === i);
      inFile.push(performance.now() - ended);
    }
  }
  console.log(`/metrics ${spread(onPage)}; metrics.json ${spread(inFile)}`);
  expect(median(onPage)).toBeLessThan(100);
  expect(median(inFile)).toBeLessThan(250);
});

test.runIf(process.platform === 'linux')('an idle sidecar with a hundred hooks takes next to nothing', async () => {
  const dir = temporaryFolder();
  append(
    dir,
    dayOf(Date.now()),
    Array.from({ length: 100 }, (_, i) => ends(10, `r${i}`, Date.now() - 20, `hook-${i}`)).join(''),
  );
  const { pid, url } = await startSidecar(dir);
  expect(executionsOn(await scrape(url))).toBe(1000);
  await delay(1500); // the listing of a folder that has just changed is looked at more often
  const [before, since] = [cpuMillis(pid), performance.now()];
  await delay(5000);
  const share = ((cpuMillis(pid) - before) / (performance.now() - since)) * 100;
  const rss = Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  console.log(`${share.toFixed(2)} % of a core, ${rss.toFixed(0)} MB`);
  expect([share < 2.5, rss < 150]).toEqual([true, true]);
});

/** User and system time so far; a tick of /proc is 10 ms: proc(5). */
function cpuMillis(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

const sorted = (numbers: readonly number[]): readonly number[] => [...numbers].sort((a, b) => a - b);
const median = (numbers: readonly number[]): number => sorted(numbers)[numbers.length >> 1] ?? 0;
const spread = (numbers: readonly number[]): string =>
  `median ${median(numbers).toFixed(0)} ms, worst ${(sorted(numbers).at(-1) ?? 0).toFixed(0)} ms of ${numbers.length}`;
