import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, MAIN, runHook, startSidecar } from '../support/hookmeter.ts';
import { append, dayOf, ends, noonAgo } from '../support/journal.ts';
import { metricsFileOf } from '../support/metrics-file.ts';
import { cleanEnv, start } from '../support/programs.ts';
import { until } from '../support/until.ts';

const BACKLOG = 300_000;

/** A directory whose journal takes a sidecar about a second to read. */
function withBacklog(): string {
  const dir = temporaryFolder();
  const at = noonAgo(1);
  append(dir, dayOf(at), ends(BACKLOG, 'old', at));
  return dir;
}

test('sync beside a sidecar that still reads its backlog waits for all of it', async () => {
  const dir = withBacklog();
  start(process.execPath, [MAIN, 'serve', '--port', '0'], { env: cleanEnv({ HOOKMETER_DIR: dir }), stdio: 'ignore' });
  await until('the sidecar holds the directory', () => existsSync(join(dir, 'sidecar.sock')));
  const { code, stdout, stderr } = await hookmeter(dir, ['sync', '--json']);
  expect([code, JSON.parse(stdout), stderr]).toEqual([0, { lines: BACKLOG, open_runs: 0, by: 'sidecar' }, '']);
});

test('of syncs at once each counts what was there before it began', async () => {
  const dir = withBacklog();
  const first = hookmeter(dir, ['sync', '--json']);
  await until('the first sync holds the directory', () => existsSync(join(dir, 'sidecar.sock')));
  await delay(200); // into its reading
  await runHook(dir, 'late');
  const second = await hookmeter(dir, ['sync', '--json']);
  expect([(await first).code, second.code, second.stderr]).toEqual([0, 0, '']);
  expect(JSON.parse(second.stdout)).toEqual({ lines: BACKLOG + 2, open_runs: 0, by: 'sync' });
  expect(metricsFileOf(dir).system_health.total_hook_executions).toBe(BACKLOG + 1);
});

test('a sidecar that starts during a sync waits for it instead of refusing', async () => {
  const dir = withBacklog();
  const sync = hookmeter(dir, ['sync']);
  await until('the sync holds the directory', () => existsSync(join(dir, 'sidecar.sock')));
  await startSidecar(dir);
  expect((await sync).code).toBe(0);
});
