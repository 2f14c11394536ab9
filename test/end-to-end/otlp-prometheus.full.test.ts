// A real Prometheus with its OTLP receiver on. Debian builds Prometheus without it, and the other tests need nothing but Debian and npm:
// `bash test/tools.sh otlp-receiver` builds one where Go is.

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FAMILIES } from '../../src/exports/contract.ts';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, runHook, startSidecar } from '../support/hookmeter.ts';
import { metricsFileOf } from '../support/metrics-file.ts';
import { freePort } from '../support/ports.ts';
import { cleanEnv, collect, type Env, start } from '../support/programs.ts';
import { GivenUp, until } from '../support/until.ts';

const PROMETHEUS = join(import.meta.dirname, '../../.cache/prometheus-otlp/prometheus');
const isThere = existsSync(PROMETHEUS);

test('increase() counts first runs, and nothing goes back when the sidecar is killed', async (context) => {
  needsPrometheus(context);
  const dir = temporaryFolder();
  const { query, env } = await startPrometheus();
  const often = { ...env, OTEL_METRIC_EXPORT_INTERVAL: '1000' };
  const flags = ['--port', '0', '--otlp'];
  await runHook(dir, 'before-it-started');
  const first = await startSidecar(dir, { flags, env: often });
  await isTold(query, 'before-it-started', 1);
  await runHook(dir, 'brand-new');
  await isTold(query, 'brand-new', 1);
  await runHook(dir, 'brand-new', 'exit 7');
  const EXIT_7 = 'hook_failures_total{hook_name="brand-new",error_type="7"}';
  await until('the failure is told', async () => (await query(EXIT_7)).at(0)?.last === 1);
  await first.stop('SIGKILL');
  await runHook(dir, 'while-it-was-down');
  const second = await startSidecar(dir, { flags, env: often });
  await isTold(query, 'while-it-was-down', 1);
  await runHook(dir, 'before-it-started');
  await isTold(query, 'before-it-started', 2);
  expect(await second.stop()).toMatchObject({ code: 0 });

  const counters = await query('{__name__=~"hook_.*_total|hook_duration_seconds_(count|sum|bucket)"}[10m]');
  expect(counters.length).toBeGreaterThan(50);
  expect(counters.filter(({ values }) => values[0] !== 0).map(({ labels }) => labels)).toEqual([]);
  expect(counters.filter(({ values }) => values.some((value, i) => value < (values[i - 1] ?? 0)))).toEqual([]);
  for (const [series, runs] of [
    ['hook_executions_total{hook_name="before-it-started",hook_outcome="success"}', 2],
    ['hook_executions_total{hook_name="brand-new",hook_outcome="success"}', 1],
    ['hook_executions_total{hook_name="while-it-was-down",hook_outcome="success"}', 1],
    [EXIT_7, 1],
  ] as const) {
    const [increase] = await query(`increase(${series}[10m])`);
    // Prometheus extrapolates by half of what lies between two samples, which are few here.
    expect([series, (increase?.last ?? 0) >= runs && (increase?.last ?? 0) <= runs * 1.5]).toEqual([series, true]);
  }
  const names = new Set((await query('{__name__=~"hook_.+"}')).map(({ labels }) => labels['__name__'] ?? ''));
  const known = new Set<string>(Object.values(FAMILIES).map(({ prometheus }) => prometheus));
  expect([...names].map((name) => name.replace(/_(bucket|sum|count)$/, '')).filter((name) => !known.has(name))).toEqual(
    [],
  );
  const truth = Object.entries(metricsFileOf(dir).hook_performance).map(([hook, { total_executions }]) => [
    hook,
    total_executions,
  ]);
  const told = await query('sum by (hook_name) (hook_executions_total)');
  expect(Object.fromEntries(told.map(({ labels, last }) => [labels['hook_name'], last]))).toEqual(
    Object.fromEntries(truth),
  );
});

test('runners that are thrown away add up: each pushes once, as an instance of its own', async (context) => {
  needsPrometheus(context);
  const { query, env } = await startPrometheus();
  for (const runs of [2, 1, 3]) {
    const dir = temporaryFolder();
    for (let run = 0; run < runs; run++) await runHook(dir, 'build');
    expect((await hookmeter(dir, ['push', '--otlp'], { env })).code).toBe(0);
  }
  const BUILDS = 'hook_executions_total{hook_name="build",hook_outcome="success"}';
  const sum = async (text: string): Promise<number> => (await query(`sum(${text})`)).at(0)?.last ?? 0;
  expect(await sum(`last_over_time(${BUILDS}[1h])`)).toBe(6);
  const increase = await sum(`increase(${BUILDS}[1h])`);
  expect([increase >= 6, increase <= 9.01]).toEqual([true, true]); // two samples each: half as much again at most
});

test('runners under one fixed instance, one at a time, are one series that is seen to start again', async (context) => {
  needsPrometheus(context);
  const { query, env } = await startPrometheus();
  const fixed = { ...env, OTEL_RESOURCE_ATTRIBUTES: 'service.instance.id=ci-build' };
  for (const runs of [2, 1, 3, 3]) {
    const dir = temporaryFolder();
    for (let run = 0; run < runs; run++) await runHook(dir, 'build');
    expect((await hookmeter(dir, ['push', '--otlp'], { env: fixed })).code).toBe(0);
  }
  const BUILDS = 'hook_executions_total{hook_name="build",hook_outcome="success"}';
  const told = await query(`${BUILDS}[1h]`);
  expect(told.map(({ labels, values }) => [labels['instance'], values])).toEqual([
    ['ci-build', [0, 2, 0, 1, 0, 3, 0, 3]],
  ]);
  const [increase] = await query(`increase(${BUILDS}[1h])`);
  expect([(increase?.last ?? 0) >= 9, (increase?.last ?? 0) <= 9 * 1.15]).toEqual([true, true]);
});

test('a cron job that pushes from one directory is one series that only grows', async (context) => {
  needsPrometheus(context);
  const dir = temporaryFolder();
  const { query, env } = await startPrometheus();
  for (let round = 1; round <= 3; round++) {
    await runHook(dir, 'nightly');
    expect((await hookmeter(dir, ['push', '--otlp'], { env })).code).toBe(0);
  }
  const told = await query('hook_executions_total{hook_name="nightly",hook_outcome="success"}[1h]');
  expect(told.map(({ values }) => values)).toEqual([[0, 1, 2, 3]]);
});

function needsPrometheus(context: { skip(reason: string): never }): void {
  if (!isThere) context.skip('a Prometheus with an OTLP receiver is missing: bash test/tools.sh otlp-receiver');
}

interface Told {
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly number[];
  readonly last: number | undefined;
}

type Query = (text: string) => Promise<readonly Told[]>;

const isTold = (query: Query, hook: string, runs: number): Promise<boolean> =>
  until(`${hook} has run ${runs} times`, async () => {
    const [told] = await query(`hook_executions_total{hook_name="${hook}",hook_outcome="success"}`);
    return told?.last === runs;
  });

async function startPrometheus(): Promise<{ readonly query: Query; readonly env: Env }> {
  const folder = temporaryFolder();
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  writeFileSync(join(folder, 'prometheus.yml'), 'global: {}\n');
  const flags = [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--web.enable-otlp-receiver',
  ];
  const server = start(PROMETHEUS, flags, { env: cleanEnv(), stdio: ['ignore', 'ignore', 'pipe'] });
  const stderr = collect(server.stderr);
  await until('Prometheus is ready', async () => {
    if (server.exitCode !== null) throw new GivenUp(`Prometheus ended: ${stderr()}`);
    return (await fetch(`${base}/-/ready`)).ok;
  });
  return {
    env: { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${base}/api/v1/otlp/v1/metrics` },
    async query(text) {
      const response = await fetch(`${base}/api/v1/query?query=${encodeURIComponent(text)}`);
      const { status, data } = (await response.json()) as Answer;
      if (status !== 'success') throw new GivenUp(`${text}: ${status}`);
      return data.result.map(({ metric, value, values }) => {
        const numbers = (values ?? (value === undefined ? [] : [value])).map(([, number]) => Number(number));
        return { labels: metric, values: numbers, last: numbers.at(-1) };
      });
    },
  };
}

type Sample = readonly [at: number, value: string];
interface Answer {
  readonly status: string;
  readonly data: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly value?: Sample;
      readonly values?: readonly Sample[];
    }[];
  };
}
