// The demonstration of the compose file: real runs of hooks that end in every way but one, and it goes when it is told to.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { SHIM, startSidecar } from '../support/hookmeter.ts';
import { metricsFileOf, outcomesIn } from '../support/metrics-file.ts';
import { needs } from '../support/needs.ts';
import { cleanEnv, collect, isInstalled, run, start } from '../support/programs.ts';
import { until } from '../support/until.ts';
import { ROOT } from './compose.ts';

const some = expect.any(Number);
const SCRIPT = join(ROOT, 'docker', 'demo-traffic.sh');

test('its hooks succeed, fail, say no, time out and are not there; it ends without leaving a run open', async () => {
  const dir = temporaryFolder();
  await startSidecar(dir);
  const env = cleanEnv({ HOOKMETER_DIR: dir, DEMO_SHIM: SHIM, DEMO_SPEED: '20' });
  const demo = start('bash', [SCRIPT], { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  onTestFinished(() => {
    if (demo.exitCode === null && demo.pid !== undefined) process.kill(-demo.pid, 'SIGKILL'); // with its loops
  });
  const [stdout, stderr] = [collect(demo.stdout), collect(demo.stderr)];
  await until('every hook has ended in its ways', () => {
    const { audit, 'license-scan': scan, ...others } = outcomesIn(metricsFileOf(dir));
    expect([audit, scan]).toEqual([{ timed_out: some }, { not_found: some }]);
    expect(Object.keys(others).sort()).toEqual(['deploy-check', 'format', 'guard', 'lint', 'notify', 'tests']);
    expect(others).toMatchObject({
      format: { success: some },
      guard: { blocked: some, success: some },
      lint: { success: some },
      notify: { failed: some, success: some },
    });
    return true;
  });
  const ended = new Promise((resolve) => demo.once('exit', resolve));
  demo.kill('SIGTERM');
  expect(await ended).toBe(0);
  await until('no run is open', () =>
    Object.values(metricsFileOf(dir).hook_performance).every(({ open_runs }) => open_runs === 0),
  );
  expect([stdout(), stderr()]).toEqual(['', '']);
  const journal = join(dir, 'journal');
  const lines = readdirSync(journal).flatMap((name) => readFileSync(join(journal, name), 'utf8').trim().split('\n'));
  expect(lines.filter((line) => !line.includes('"project":"demo"'))).toEqual([]);
});

test('shellcheck has nothing to say', async (context) => {
  needs(context, 'shellcheck', isInstalled('shellcheck'));
  const { code, stdout } = await run('shellcheck', [SCRIPT]);
  expect([code, stdout]).toEqual([0, '']);
});
