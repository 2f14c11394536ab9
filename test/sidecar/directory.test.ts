// Who holds the directory, and what is in it while somebody does.

import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, runHook, startSidecar } from '../support/hookmeter.ts';
import { metricsFileOf, untilCounted } from '../support/metrics-file.ts';
import { syncHere } from '../support/sync-here.ts';
import { until } from '../support/until.ts';
import { exactlyOneWins, heldBy } from './held.ts';

test('a second sidecar says who holds the directory', async () => {
  const dir = temporaryFolder();
  const first = await startSidecar(dir);
  const second = await hookmeter(dir, ['serve', '--port', '0']);
  expect(second).toEqual({ code: 2, signal: null, stdout: '', stderr: heldBy(dir, first.pid) });
  const alias = `${temporaryFolder()}/alias`;
  symlinkSync(dir, alias);
  expect((await hookmeter(alias, ['serve', '--port', '0'])).stderr).toEqual(heldBy(alias, first.pid));
});

exactlyOneWins({ rounds: 2 });

test('what a killed sidecar left behind is in nobody’s way', async () => {
  const dir = temporaryFolder();
  const first = await startSidecar(dir);
  await first.stop('SIGKILL');
  expect(existsSync(join(dir, 'sidecar.sock'))).toBe(true);
  expect((await hookmeter(dir, ['status', '--json'])).code).toBe(3);
  const second = await startSidecar(dir);
  expect((await hookmeter(dir, ['serve', '--port', '0'])).stderr).toEqual(heldBy(dir, second.pid));
  expect((await second.stop()).code).toBe(0);
  expect(readdirSync(dir).filter((name) => name.startsWith('sidecar.sock'))).toEqual([]);
});

test('a directory with a path too long for a socket is held just as well', async () => {
  const long = join(temporaryFolder(), 'x'.repeat(100), 'y'.repeat(100), 'ü'.repeat(50));
  const runtime = temporaryFolder();
  const env = { XDG_RUNTIME_DIR: runtime };
  await runHook(long, 'format', ':', { env });
  const first = await startSidecar(long, { env });
  await untilCounted(long, 1);
  const second = await hookmeter(long, ['serve', '--port', '0'], { env });
  expect([second.code, second.stderr.includes(`pid ${first.pid}`)]).toEqual([2, true]);
  expect(await hookmeter(long, ['sync'], { env })).toMatchObject({ code: 0, stderr: '' });
  const [folder = ''] = readdirSync(runtime);
  expect((statSync(join(runtime, folder)).mode & 0o777).toString(8)).toBe('700');
});

test('sync beside a running sidecar waits until that has counted everything', async () => {
  const dir = temporaryFolder();
  const sidecar = await startSidecar(dir);
  for (let i = 1; i <= 3; i++) {
    await runHook(dir, 'format');
    const { code, stdout, stderr } = await hookmeter(dir, ['sync', '--json']);
    expect([code, JSON.parse(stdout), stderr]).toEqual([0, { lines: 2 * i, open_runs: 0, by: 'sidecar' }, '']);
    const file = metricsFileOf(dir);
    expect([file.system_health.total_hook_executions, file.system_health.monitoring_active]).toEqual([i, true]);
  }
  await sidecar.stop('SIGKILL');
  rmSync(join(dir, 'journal'), { recursive: true }); // what sync promised is in the checkpoint
  await syncHere(dir);
  expect(metricsFileOf(dir).system_health.total_hook_executions).toBe(3);
});

test('sync, sync at once, then serve: the numbers go on', async () => {
  const dir = temporaryFolder();
  await runHook(dir, 'format');
  const both = await Promise.all([hookmeter(dir, ['sync', '--json']), hookmeter(dir, ['sync', '--json'])]);
  for (const { code, stdout, stderr } of both) {
    expect([code, JSON.parse(stdout), stderr]).toEqual([0, { lines: 2, open_runs: 0, by: 'sync' }, '']);
  }
  expect(metricsFileOf(dir).system_health).toEqual({
    total_hook_executions: 1,
    overall_success_rate: 100,
    monitoring_active: false,
  });
  const { url } = await startSidecar(dir);
  await runHook(dir, 'format');
  await untilCounted(dir, 2);
  expect(await (await fetch(`${url}/api/report`)).json()).toMatchObject({ total_executions: 2 });
});

const DAMAGES: readonly (readonly [what: string, damage: (path: string) => void])[] = [
  [
    'edited',
    (path) => writeFileSync(path, readFileSync(path, 'utf8').replace('"total_executions": 1', '"total_executions": 9')),
  ],
  ['truncated', (path) => truncateSync(path, 10)],
  ['emptied', (path) => truncateSync(path, 0)],
  ['removed', (path) => rmSync(path)],
  [
    'replaced by a symlink',
    (path) => {
      rmSync(path);
      symlinkSync('/dev/null', path);
    },
  ],
];

// How soon is in test/sidecar/rhythm.test.ts.
test('metrics.json that somebody edited, cut, emptied, removed or replaced by a link is whole again', async () => {
  const dir = temporaryFolder();
  await runHook(dir, 'format');
  await startSidecar(dir);
  const path = join(dir, 'metrics.json');
  const before = readFileSync(path, 'utf8');
  for (const [what, damage] of DAMAGES) {
    damage(path);
    await until(`${what}, it is whole again`, () => readFileSync(path, 'utf8') === before);
    expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
  }
});

const FOREIGN = {
  hook_performance: {
    format: {
      total_executions: 10,
      successful_executions: 8,
      failed_executions: 2,
      average_execution_time: 100,
      success_rate: 80,
      last_execution: '2026-01-02T03:04:05+00:00',
    },
  },
  system_health: { total_hook_executions: 10, overall_success_rate: 80, monitoring_active: true },
};

test('a metrics.json of the spec’s recorder is set aside, and can be taken over, once', async () => {
  const dir = temporaryFolder();
  const text = JSON.stringify(FOREIGN);
  writeFileSync(join(dir, 'metrics.json'), text);
  const sidecar = await startSidecar(dir);
  const aside = join(dir, 'metrics.json.before-hookmeter');
  expect(readFileSync(aside, 'utf8')).toBe(text);
  expect(sidecar.stderr()).toContain(`hookmeter import metrics-json ${aside}`);
  expect(metricsFileOf(dir).hook_performance).toEqual({});
  await runHook(dir, 'format', 'exit 1');
  for (let time = 0; time < 2; time++) {
    expect(await hookmeter(dir, ['import', 'metrics-json', aside])).toEqual({
      code: 0,
      signal: null,
      stdout: `imported 1 hook with 10 executions from ${aside}\n`,
      stderr: '',
    });
    expect(metricsFileOf(dir).hook_performance['format']).toMatchObject({
      total_executions: 11,
      successful_executions: 8,
      failed_executions: 3,
      success_rate: 72.73,
    });
  }
  const page = await (await fetch(`${sidecar.url}/metrics`)).text();
  expect(page.split('\n').filter((line) => /^hook_executions_total.* [1-9]/.test(line))).toHaveLength(1);
});

test('SIGTERM and SIGINT leave a last checkpoint and say that nobody is watching', async () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const dir = temporaryFolder();
    const sidecar = await startSidecar(dir);
    await fetch(`${sidecar.url}/metrics`); // a connection that is kept alive, for longer than a test may take
    await runHook(dir, 'format');
    const { code, stdout } = await sidecar.stop(signal);
    expect([code, stdout]).toEqual([0, `listening on ${sidecar.url}\n`]);
    expect(metricsFileOf(dir).system_health).toEqual({
      total_hook_executions: 1,
      overall_success_rate: 100,
      monitoring_active: false,
    });
    rmSync(join(dir, 'journal'), { recursive: true });
    const { stdout: report } = await hookmeter(dir, ['report', '--json']);
    expect(JSON.parse(report)).toMatchObject({ total_executions: 1 });
  }
});

test('the log is one JSON object a line, on stderr', async () => {
  const dir = temporaryFolder();
  const sidecar = await startSidecar(dir);
  const { stderr } = await sidecar.stop();
  const lines = stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ level, msg, pid }) => [level, msg, pid])).toEqual([
    [30, 'listening', sidecar.pid],
    [30, 'stopping', sidecar.pid],
  ]);
});
