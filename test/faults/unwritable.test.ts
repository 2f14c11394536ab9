// A directory that cannot be written for a while: counting and serving go on, and everything is saved once it can be.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, runHook, startSidecar } from '../support/hookmeter.ts';
import { metricsFileOf, untilCounted } from '../support/metrics-file.ts';
import { executionsOn, scrape, sumOf } from '../support/metrics-page.ts';
import { syncHere } from '../support/sync-here.ts';
import { GivenUp, until } from '../support/until.ts';

const writeErrors = async (url: string): Promise<number> => sumOf(await scrape(url), 'hookmeter_write_errors_total');

test('a checkpoint that cannot be written is tried again, told twice, and loses nothing', async () => {
  const dir = temporaryFolder();
  const sidecar = await startSidecar(dir);
  await runHook(dir, 'format');
  await hookmeter(dir, ['sync']);
  const obstacle = join(dir, 'checkpoint.previous.json');
  rmSync(obstacle, { force: true });
  mkdirSync(obstacle);
  await runHook(dir, 'format');
  expect(await hookmeter(dir, ['sync'])).toEqual({
    code: 2,
    signal: null,
    stdout: '',
    stderr: `hookmeter: the sidecar cannot write in ${dir}; its log has the reason\n`,
  });
  await runHook(dir, 'format');
  await untilCounted(dir, 3);
  expect([executionsOn(await scrape(sidecar.url)), (await writeErrors(sidecar.url)) > 0]).toEqual([3, true]);
  rmdirSync(obstacle);
  await runHook(dir, 'format');
  expect((await hookmeter(dir, ['sync'])).code).toBe(0);
  await sidecar.stop('SIGKILL');
  rmSync(join(dir, 'journal'), { recursive: true }); // the checkpoint alone has to know
  await syncHere(dir);
  expect(metricsFileOf(dir).system_health.total_hook_executions).toBe(4);
  const told = sidecar
    .stderr()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).msg);
  expect(told).toEqual([
    'listening',
    'the checkpoint cannot be written; counting goes on, and it is tried again',
    'the checkpoint is written again',
  ]);
});

test('on a full disk hooks run, the sidecar serves, and both are well again when there is space', async (context) => {
  const dir = join(temporaryFolder(), 'small');
  mkdirSync(dir);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', dir]);
  if (mounted.status !== 0) context.skip('no permission to mount a small file system');
  onTestFinished(() => void spawnSync('umount', ['-l', dir]));
  const sidecar = await startSidecar(dir);
  await runHook(dir, 'before');
  await untilCounted(dir, 1);
  fill(join(dir, 'filler'));
  for (let i = 0; i < 20; i++) {
    expect(await runHook(dir, 'during', 'echo out; echo err >&2; exit 3')).toEqual({
      code: 3,
      signal: null,
      stdout: 'out\n',
      stderr: 'err\n',
    });
  }
  await until('it has noticed', async () => (await writeErrors(sidecar.url)) > 0);
  expect(executionsOn(await scrape(sidecar.url), { hook_name: 'before' })).toBe(1);
  expect(metricsFileOf(dir).hook_performance['before']?.total_executions).toBe(1); // old, but whole

  rmSync(join(dir, 'filler'));
  await runHook(dir, 'after');
  await until('what follows is counted', () => metricsFileOf(dir).hook_performance['after']?.total_executions === 1);
  expect((await hookmeter(dir, ['sync'])).code).toBe(0);
  expect((await sidecar.stop()).code).toBe(0);
  const counted = metricsFileOf(dir).system_health.total_hook_executions;
  rmSync(join(dir, 'journal'), { recursive: true });
  await syncHere(dir);
  expect(metricsFileOf(dir).system_health.total_hook_executions).toBe(counted);
});

/** Takes all the space there is. */
function fill(path: string): void {
  const block = Buffer.alloc(4096);
  for (let i = 0; i < 1000; i++) {
    try {
      writeFileSync(path, block, { flag: 'a' });
    } catch {
      return;
    }
  }
  throw new GivenUp('the file system is larger than it should be');
}

test('what is left behind beside the files by a killed sidecar is no obstacle', async () => {
  const dir = temporaryFolder();
  await runHook(dir, 'format');
  await syncHere(dir);
  for (const name of [
    'checkpoint.json.hookmeter-1.tmp',
    'metrics.json.hookmeter-1.tmp',
    'checkpoint.previous.json.1.tmp',
    'seen/2020-01-01.bin',
  ]) {
    writeFileSync(join(dir, name), 'half of somethi');
  }
  await runHook(dir, 'format');
  expect(await hookmeter(dir, ['sync'])).toMatchObject({ code: 0, stderr: '' });
  expect(metricsFileOf(dir).system_health.total_hook_executions).toBe(2);
  expect(readFileSync(join(dir, 'metrics.json'), 'utf8').endsWith('}\n')).toBe(true);
});
