// What becomes of runs that were killed, or whose end came late or never.

import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stopClock } from '../support/clock.ts';
import { temporaryFolder } from '../support/folders.ts';
import { runHook, SHIM, startSidecar } from '../support/hookmeter.ts';
import { append, dayOf, endLine, startLine } from '../support/journal.ts';
import { metricsFileOf, outcomesIn, untilCounted } from '../support/metrics-file.ts';
import { executionsOn, scrape, sumOf } from '../support/metrics-page.ts';
import { cleanEnv, start } from '../support/programs.ts';
import { syncHere } from '../support/sync-here.ts';
import { until } from '../support/until.ts';

/** A hook that runs until it is killed, in a process group of its own as hosts do it. Resolves once the hook itself runs. */
async function startHook(dir: string, options: readonly string[]): Promise<{ shim: ChildProcess; hookPid: number }> {
  rmSync(join(dir, 'pid'), { force: true });
  const shim = start(SHIM, [...options, '-c', 'echo $$ >"$PIDFILE"; exec sleep 6000'], {
    env: cleanEnv({ HOOKMETER_DIR: dir, PIDFILE: join(dir, 'pid') }),
    stdio: 'ignore',
    detached: true,
  });
  const hookPid = await until('the hook runs', () => Number(readFileSync(join(dir, 'pid'), 'utf8')) || undefined);
  return { shim, hookPid };
}

test('a run whose shim was killed is lost, and one whose hook was killed is signaled', async () => {
  const dir = temporaryFolder();
  const { url } = await startSidecar(dir);
  const lost = await startHook(dir, ['--hook', 'shim-killed']);
  await until('it is seen running', async () => sumOf(await scrape(url), 'hook_active') === 1);
  lost.shim.kill('SIGKILL');
  process.kill(lost.hookPid, 'SIGKILL');
  await untilCounted(dir, 1);
  const signaled = await startHook(dir, ['--hook', 'hook-killed']);
  process.kill(signaled.hookPid, 'SIGKILL');
  const file = await untilCounted(dir, 2);
  expect(outcomesIn(file)).toEqual({ 'shim-killed': { lost: 1 }, 'hook-killed': { signaled: 1 } });
  const page = await scrape(url);
  expect([
    executionsOn(page),
    sumOf(page, 'hook_failures_total', { error_type: 'lost' }),
    sumOf(page, 'hook_failures_total', { error_type: 'signaled' }),
    sumOf(page, 'hook_duration_seconds_count'),
    sumOf(page, 'hook_active'),
  ]).toEqual([2, 1, 1, 1, 0]);
});

test('a run that was lost while no sidecar ran is lost when one starts, and stays so when that is killed', async () => {
  const dir = temporaryFolder();
  const { shim, hookPid } = await startHook(dir, ['--hook', 'format', '--timeout', '60']);
  shim.kill('SIGKILL');
  process.kill(hookPid, 'SIGKILL');
  await runHook(dir, 'format');
  for (const signal of ['SIGKILL', 'SIGKILL', 'SIGTERM'] as const) {
    const sidecar = await startSidecar(dir);
    expect(outcomesIn(await untilCounted(dir, 2))).toEqual({ format: { success: 1, lost: 1 } });
    expect(executionsOn(await scrape(sidecar.url))).toBe(2);
    await sidecar.stop(signal);
  }
});

/** The first line of the journal: the only run's start. */
function startIn(dir: string): { readonly run: string; readonly at: number; readonly day: string } {
  const [name = ''] = readdirSync(join(dir, 'journal'));
  const [line = ''] = readFileSync(join(dir, 'journal', name), 'utf8').split('\n');
  return { ...JSON.parse(line), day: name.slice(0, 10) };
}

/** Waits until so many seconds have passed since the run's start, by the clock that the shim has read. */
async function untilAge(dir: string, seconds: number): Promise<void> {
  const { at } = startIn(dir);
  await until(`the run is ${seconds} s old`, () => Date.now() > at / 1000 + seconds * 1000);
}

test('a host that ends its hook at the timeout, TERM to all and KILL to what is left, makes it timed_out', async () => {
  const dir = temporaryFolder();
  const { shim } = await startHook(dir, ['--hook', 'slow', '--timeout', '1']);
  const { url } = await startSidecar(dir); // has seen it alive before it listens
  expect(sumOf(await scrape(url), 'hook_active')).toBe(1);
  await untilAge(dir, 1);
  const group = -(shim.pid ?? 0);
  process.kill(group, 'SIGTERM');
  const termAt = performance.now();
  await until('the group is gone, or gets its KILL', () => {
    try {
      if (performance.now() - termAt > 1450) process.kill(group, 'SIGKILL');
      process.kill(group, 0);
      return false;
    } catch {
      return true;
    }
  });
  expect(outcomesIn(await untilCounted(dir, 1))).toEqual({ slow: { timed_out: 1 } });
  expect(sumOf(await scrape(url), 'hook_failures_total', { error_type: 'timed_out' })).toBe(1);
});

test('a shim that dies at its timeout without a word is timed_out where the sidecar saw it', async () => {
  const dir = temporaryFolder();
  const { shim, hookPid } = await startHook(dir, ['--hook', 'stuck', '--timeout', '1.5']);
  const { url } = await startSidecar(dir); // has seen it alive before it listens, which is late enough for so short a timeout
  expect(sumOf(await scrape(url), 'hook_active')).toBe(1);
  await untilAge(dir, 1.6);
  shim.kill('SIGKILL');
  process.kill(hookPid, 'SIGKILL');
  expect(outcomesIn(await untilCounted(dir, 1))).toEqual({ stuck: { timed_out: 1 } });
});

test('an end that comes after the verdict changes no total, and is counted as late', async () => {
  const dir = temporaryFolder();
  const { shim, hookPid } = await startHook(dir, ['--hook', 'format']);
  const { url } = await startSidecar(dir);
  shim.kill('SIGKILL');
  process.kill(hookPid, 'SIGKILL');
  await untilCounted(dir, 1);
  const { run, day } = startIn(dir);
  append(dir, day, endLine({ run, at: Date.now() }));
  const page = await until('the late end is counted', async () => {
    const now = await scrape(url);
    return sumOf(now, 'hookmeter_late_ends_total') === 1 && now;
  });
  expect([executionsOn(page), sumOf(page, 'hook_failures_total')]).toEqual([1, 1]);
  expect(outcomesIn(metricsFileOf(dir))).toEqual({ format: { lost: 1 } });
  append(dir, day, endLine({ run, at: Date.now() }));
  await runHook(dir, 'other'); // is read after it
  const last = await until('what follows is counted', async () => {
    const now = await scrape(url);
    return executionsOn(now) === 2 && now;
  });
  expect(sumOf(last, 'hookmeter_late_ends_total')).toBe(1);
});

test('a run of another host is given up at its deadline and a minute, and not before', async () => {
  stopClock();
  const dir = temporaryFolder();
  const now = Date.now();
  const hour = 3_600_000;
  const runs = [
    { run: 'with-timeout-over', hook: 'over', at: now - 100_000, timeout: 30 },
    { run: 'with-timeout-running', hook: 'running', at: now - 60_000, timeout: 30 },
    { run: 'without-timeout-over', hook: 'over', at: now - 24 * hour - 65_000 },
    { run: 'without-timeout-running', hook: 'running', at: now - 23 * hour },
  ];
  for (const each of runs) append(dir, dayOf(each.at), startLine({ ...each, pid: process.pid, host: 'a-container' }));
  await syncHere(dir);
  const file = metricsFileOf(dir);
  expect(outcomesIn(file)).toEqual({ over: { lost: 2 }, running: {} });
  expect([file.hook_performance['over']?.open_runs, file.hook_performance['running']?.open_runs]).toEqual([0, 2]);
});

test('a pid that another process has by now does not keep a run open', async () => {
  stopClock();
  const dir = temporaryFolder();
  const at = Date.now() - 3_600_000; // this very process started after that
  append(dir, dayOf(at), startLine({ run: 'old', at, pid: process.pid, host: hostname() }));
  append(dir, dayOf(at), startLine({ run: 'new', at: Date.now(), pid: process.pid, host: hostname() }));
  await syncHere(dir);
  const { format } = metricsFileOf(dir).hook_performance;
  expect([format?.total_executions, format?.open_runs]).toEqual([1, 1]);
});
