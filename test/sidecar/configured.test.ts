// Hooks that are configured and never run, through the real program: there at zero, and counted nowhere.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyManifest, type ManifestHook, writeManifest } from '../../src/hosts/manifest.ts';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, SHIM, startSidecar } from '../support/hookmeter.ts';
import { metricsFileOf, untilCounted } from '../support/metrics-file.ts';
import { type Page, scrape } from '../support/metrics-page.ts';
import { run } from '../support/programs.ts';
import { until } from '../support/until.ts';

const GUARD: ManifestHook = {
  hook: 'guard',
  event: 'PreToolUse',
  host: 'claude-code',
  scope: 'user',
  file: '/home/me/.claude/settings.json',
  command: 'python3 guard.py',
  timeout: 60,
  since: 1_795_328_330_000_000,
};
const LINT: ManifestHook = {
  hook: 'lint',
  event: 'pre-commit',
  host: 'husky',
  scope: 'project',
  project: 'web',
  file: '/home/me/web/.husky/pre-commit',
  command: 'npx lint-staged',
  since: 1_795_328_330_000_000,
};

const install = (dir: string, ...hooks: readonly ManifestHook[]): void =>
  writeManifest(join(dir, 'manifest.json'), { ...emptyManifest(), hooks: [...hooks] });

/** Samples of a hook by what follows its four names. */
const samplesOf = (page: Page, names: string): Record<string, number> =>
  Object.fromEntries(
    Array.from(page.samples).flatMap(([line, value]) =>
      line.includes(`${names},`) || line.includes(`${names}}`)
        ? [[line.replace(names, '').replace('{,', '{').replace('{}', ''), Number(value)] as const]
        : [],
    ),
  );

const GUARD_NAMES = 'hook_name="guard",hook_event="PreToolUse",hook_agent="claude-code",hook_project=""';

test('a configured hook that never ran is on the page at zero, in the report, and in no total', async () => {
  const dir = temporaryFolder();
  install(dir, GUARD, LINT);
  const sidecar = await startSidecar(dir);
  const page = await scrape(sidecar.url);
  const guard = samplesOf(page, GUARD_NAMES);
  expect([...new Set(Object.keys(guard).map((name) => name.replace(/\{.*/, '')))].sort()).toEqual([
    'hook_active',
    'hook_active_oldest_seconds',
    'hook_consecutive_failures',
    'hook_cpu_time_seconds_total',
    'hook_duration_log_squares_total',
    'hook_duration_log_total',
    'hook_duration_seconds_bucket',
    'hook_duration_seconds_count',
    'hook_duration_seconds_sum',
    'hook_executions_total',
    'hook_timeout_seconds',
  ]);
  expect(Object.entries(guard).filter(([, value]) => value !== 0)).toEqual([['hook_timeout_seconds', 60]]);
  expect(Object.keys(guard).filter((name) => name.startsWith('hook_executions_total{'))).toHaveLength(7);
  const lint = samplesOf(page, 'hook_name="lint",hook_event="pre-commit",hook_agent="git",hook_project="web"');
  expect([lint['hook_active'], lint['hook_timeout_seconds']]).toEqual([0, undefined]);
  expect([Number(page.samples.get('hookmeter_entries')), metricsFileOf(dir)]).toEqual([
    0,
    {
      hook_performance: {},
      system_health: { total_hook_executions: 0, overall_success_rate: 0, monitoring_active: true },
    },
  ]);
  await hookmeter(dir, ['sync']);
  expect(readFileSync(join(dir, 'checkpoint.json'), 'utf8')).not.toContain('guard');

  const served = JSON.parse(await (await fetch(`${sidecar.url}/api/report`)).text());
  await sidecar.stop();
  const cold = JSON.parse((await hookmeter(dir, ['report', '--json'])).stdout);
  const never = [
    { hook: 'guard', event: 'PreToolUse', agent: 'claude-code', project: '', since: '2026-11-22T06:18:50.000Z' },
    { hook: 'lint', event: 'pre-commit', agent: 'git', project: 'web', since: '2026-11-22T06:18:50.000Z' },
  ];
  expect([served.never_ran, cold.never_ran, cold.hooks, cold.overall_success_rate]).toEqual([never, never, [], 0]);
  expect((await hookmeter(dir, ['report'])).stdout.split('\n').slice(3)).toEqual([
    'No hook has run yet.',
    '',
    'Configured, but never ran:',
    '  guard (PreToolUse, claude-code), since 2026-11-22 06:18 UTC',
    '  lint (pre-commit, git, web), since 2026-11-22 06:18 UTC',
    '',
  ]);
});

test('with its first run, under any agent, a hook is like every other', async () => {
  const dir = temporaryFolder();
  install(dir, GUARD);
  const sidecar = await startSidecar(dir);
  expect(Object.keys(samplesOf(await scrape(sidecar.url), GUARD_NAMES))).not.toEqual([]);
  const words = ['--hook', 'guard', '--event', 'PreToolUse', '--agent', 'cursor', '--project', 'web', '-c', ':'];
  await run(SHIM, words, { env: { HOOKMETER_DIR: dir } });
  await untilCounted(dir, 1);
  const page = await scrape(sidecar.url);
  expect(samplesOf(page, GUARD_NAMES)).toEqual({});
  expect(Number(page.samples.get('hookmeter_entries'))).toBe(1);
  expect(JSON.parse((await hookmeter(dir, ['report', '--json'])).stdout).never_ran).toEqual([]);
});

test('a running sidecar follows the manifest, and goes on without it', async () => {
  const dir = temporaryFolder();
  const sidecar = await startSidecar(dir);
  const hooks = async (): Promise<string> => {
    const page = await scrape(sidecar.url);
    return ['guard', 'lint'].filter((hook) => page.samples.has(activeOf(hook))).join();
  };
  const becomes = (wanted: string) => until(`${wanted || 'none'} is there`, async () => (await hooks()) === wanted);
  const activeOf = (hook: string): string =>
    hook === 'guard'
      ? `hook_active{${GUARD_NAMES}}`
      : 'hook_active{hook_name="lint",hook_event="pre-commit",hook_agent="git",hook_project="web"}';
  expect(await hooks()).toBe('');
  install(dir, GUARD);
  await becomes('guard'); // how soon is in test/sidecar/rhythm.test.ts
  install(dir, GUARD, LINT);
  await becomes('guard,lint');

  writeFileSync(join(dir, 'manifest.json'), '{"v":1,"hooks":[{"hook":""}]');
  const said = () =>
    sidecar
      .stderr()
      .split('\n')
      .filter((line) => line.includes('manifest.json'));
  await until('it is told', () => said().length > 0);
  writeFileSync(join(dir, 'manifest.json'), '{"v":1,"hooks":[{"hook":"x"}]');
  install(dir, LINT);
  await becomes('lint');
  await until('the end of the trouble is told', () => said().length > 1);
  expect(said().map((line) => JSON.parse(line).msg)).toEqual([
    expect.stringMatching(/^.*manifest\.json: .*configured hooks that never ran are shown as before$/),
    `${join(dir, 'manifest.json')} can be read again`,
  ]);
  rmSync(join(dir, 'manifest.json'));
  await becomes('');
});

test('a damaged manifest costs a report one line on stderr, and nothing else', async () => {
  const dir = temporaryFolder();
  writeFileSync(join(dir, 'manifest.json'), 'no json');
  const { code, stdout, stderr } = await hookmeter(dir, ['report', '--json']);
  expect([code, JSON.parse(stdout).never_ran, stderr.trim().split('\n').length]).toEqual([0, [], 1]);
  expect(stderr).toContain('manifest.json');
});

test('forgetting what never ran says where it comes from, and what was forgotten does not come back as never run', async () => {
  const dir = temporaryFolder();
  install(dir, GUARD, { ...LINT, project: 'web' });
  expect(await hookmeter(dir, ['forget', 'guard'])).toMatchObject({
    code: 2,
    stderr:
      'hookmeter: "guard" has never run; it is shown because it is configured: `hookmeter uninstall` takes it out\n',
  });
  const sidecar = await startSidecar(dir);
  const words = ['--hook', 'lint', '--event', 'pre-commit', '--agent', 'git', '--project', 'web', '-c', ':'];
  await run(SHIM, words, { env: { HOOKMETER_DIR: dir } });
  await untilCounted(dir, 1);
  expect((await hookmeter(dir, ['forget', 'lint'])).code).toBe(0);
  const lint = async () =>
    Array.from((await scrape(sidecar.url)).samples.keys()).filter((line) => line.includes('"lint"'));
  expect(await lint()).toEqual([]);
  await run(SHIM, words, { env: { HOOKMETER_DIR: dir } });
  await untilCounted(dir, 2);
  expect((await lint()).length).toBeGreaterThan(0);
});
