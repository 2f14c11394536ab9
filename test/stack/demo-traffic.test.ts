// The demonstration of the compose file: real runs of hooks that end in every way but one, and it goes when it is told to.

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { SHIM, startSidecar } from '../support/hookmeter.ts';
import { metricsFileOf, outcomesIn } from '../support/metrics-file.ts';
import { needs } from '../support/needs.ts';
import { cleanEnv, collect, start } from '../support/programs.ts';
import { until } from '../support/until.ts';
import { composeProgram, ROOT, readCompose } from './compose.ts';

const SCRIPT = join(ROOT, 'docker', 'demo-traffic.sh');

test('its hooks succeed, fail, say no, time out and are not there; it ends without leaving a run open', async () => {
  const dir = temporaryFolder();
  await startSidecar(dir);
  const env = cleanEnv({ HOOKMETER_DIR: dir, DEMO_SHIM: SHIM, DEMO_SPEED: '40' });
  const demo = start('bash', [SCRIPT], { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  onTestFinished(() => {
    if (demo.exitCode === null && demo.pid !== undefined) process.kill(-demo.pid, 'SIGKILL'); // with its loops
  });
  const [stdout, stderr] = [collect(demo.stdout), collect(demo.stderr)];
  const expected = ['blocked', 'failed', 'not_found', 'success', 'timed_out'];
  await until(
    'every outcome is counted',
    () => {
      const seen = Object.values(outcomesIn(metricsFileOf(dir))).flatMap((outcomes) => Object.keys(outcomes));
      return expected.every((outcome) => seen.includes(outcome));
    },
    60_000,
  );
  const ended = new Promise((resolve) => demo.once('exit', resolve));
  demo.kill('SIGTERM');
  expect(await ended).toBe(0);
  await until('no run is open', () =>
    Object.values(metricsFileOf(dir).hook_performance).every(({ open_runs }) => open_runs === 0),
  );
  const outcomes = outcomesIn(metricsFileOf(dir));
  expect(Object.keys(outcomes).sort()).toEqual(
    ['audit', 'deploy-check', 'format', 'guard', 'license-scan', 'lint', 'notify', 'tests'].sort(),
  );
  expect([outcomes['audit'], outcomes['license-scan']].map((seen) => Object.keys(seen ?? {}))).toEqual([
    ['timed_out'],
    ['not_found'],
  ]);
  expect(outcomes['guard']).toMatchObject({ blocked: expect.any(Number), success: expect.any(Number) });
  expect([stdout(), stderr()]).toEqual(['', '']);
  const journal = join(dir, 'journal');
  const lines = readdirSync(journal).flatMap((name) => readFileSync(join(journal, name), 'utf8').trim().split('\n'));
  expect(lines.filter((line) => !line.includes('"project":"demo"'))).toEqual([]);
});

test('shellcheck has nothing to say', (context) => {
  needs(context, 'shellcheck', spawnSync('shellcheck', ['--version']).status === 0);
  const { status, stdout } = spawnSync('shellcheck', [SCRIPT], { encoding: 'utf8' });
  expect([status, stdout]).toEqual([0, '']);
});

test('the compose file starts it with the shim of its own image, and looks whether its hooks are recorded', async (context) => {
  needs(context, 'Compose 2', composeProgram() !== undefined);
  expect(readFileSync(SCRIPT, 'utf8')).toContain('DEMO_SHIM:-/app/src/shim/hookmeter-run}');
  const check = readCompose().services['demo']?.healthcheck?.test ?? [];
  expect(check[0]).toBe('CMD-SHELL');
  const dir = temporaryFolder();
  const asked = (check[1] ?? '').replace('/var/lib/hookmeter', dir);
  const healthy = (): number | null => spawnSync('sh', ['-c', asked]).status;
  expect(healthy()).toBe(1);
  spawnSync(SHIM, ['--hook', 'a', '--', 'true'], { env: cleanEnv({ HOOKMETER_DIR: dir }) });
  expect(healthy()).toBe(0);
});
