// A real Prometheus on that history, with the real recording rules, scraping a page about hookmeter itself.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Micros, micros } from '../../src/base/units.ts';
import { freePort } from '../support/ports.ts';
import { cleanEnv, collect } from '../support/programs.ts';
import { GivenUp, until } from '../support/until.ts';
import { type History, RULES, TARGET, writeHistory } from './history.ts';
import { selfMetrics } from './metrics.ts';

export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** The samples of a range, or the one of an instant. */
  readonly values: readonly number[];
}

export interface Prometheus {
  instant(expr: string): Promise<readonly Series[]>;
  /** Up to now. */
  range(expr: string, over: { readonly seconds: number; readonly step: number }): Promise<readonly Series[]>;
  labelValues(label: string, series: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function startPrometheus(end: Micros): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'hookmeter-grafana-'));
  const undo: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })];
  const close = async (): Promise<void> => {
    for (const step of undo.reverse()) await step();
  };
  try {
    const history = await writeHistory(join(folder, 'history.om'), end);
    undo.push(() => history.close());
    makeBlocks(folder);
    const page = await servePage(history);
    undo.push(() => page.close());
    const server = await serve(folder, page.port);
    undo.push(() => ended(server.child));
    return { ...asking(server.url), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function makeBlocks(folder: string): void {
  // Without the flag promtool reads the whole file once for every two hours of it.
  const { status, stderr } = spawnSync(
    'promtool',
    [
      'tsdb',
      'create-blocks-from',
      'openmetrics',
      '--max-block-duration=768h',
      join(folder, 'history.om'),
      join(folder, 'data'),
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`promtool: ${stderr}`);
}

/** The hooks go on where the history ends, and hookmeter's own metrics join them. */
async function servePage(history: History): Promise<{ readonly port: number; close(): void }> {
  const metrics = selfMetrics();
  const server = createServer(async (_request, response) => {
    const page = `${await history.page(micros(Date.now() * 1e3))}${await metrics.text()}`;
    response.setHeader('content-type', 'text/plain; version=0.0.4').end(page);
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port,
    close() {
      server.close();
      server.closeAllConnections();
      metrics.close();
    },
  };
}

async function serve(folder: string, target: number): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const port = await freePort();
  // Rules that build on each other need as many rounds as there are steps: short ones, so that nobody waits for minutes.
  writeFileSync(join(folder, 'recording.yml'), readFileSync(RULES, 'utf8').replaceAll(/^( +interval:) 1m$/gm, '$1 2s'));
  const alert = { alert: 'HookOfATest', expr: 'hook_consecutive_failures >= 3', labels: { severity: 'warning' } };
  writeFileSync(join(folder, 'alerts.yml'), JSON.stringify({ groups: [{ name: 'test', rules: [alert] }] }));
  const targets = [{ targets: [`127.0.0.1:${target}`], labels: { instance: TARGET.instance } }];
  writeFileSync(
    join(folder, 'prometheus.yml'),
    JSON.stringify({
      global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '2s' },
      rule_files: ['recording.yml', 'alerts.yml'],
      scrape_configs: [{ job_name: TARGET.job, static_configs: targets }],
    }),
  );
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      '--storage.tsdb.retention.time=90d',
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { env: cleanEnv(), stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const stderr = collect(child.stderr);
  const url = `http://127.0.0.1:${port}`;
  try {
    await until('Prometheus is ready', async () => {
      if (child.exitCode !== null) throw new GivenUp(`Prometheus ended: ${stderr()}`);
      return (await fetch(`${url}/-/ready`)).ok;
    });
  } catch (error) {
    await ended(child);
    throw error;
  }
  return { child, url };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

type Sample = readonly [at: number, value: string];
interface Found {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: Sample;
  readonly values?: readonly Sample[];
}

function asking(url: string): Omit<Prometheus, 'close'> {
  async function ask<T>(path: string, parameters: Readonly<Record<string, string>>): Promise<T> {
    const response = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(parameters)}`);
    const answer: { readonly status: string; readonly data: T } = JSON.parse(await response.text());
    if (answer.status !== 'success')
      throw new GivenUp(`${path} ${JSON.stringify(parameters)}: ${JSON.stringify(answer)}`);
    return answer.data;
  }
  const seriesOf = ({ result }: { readonly result: readonly Found[] }): Series[] =>
    result.map(({ metric, value, values }) => ({
      labels: metric,
      values: (values ?? (value === undefined ? [] : [value])).map(([, number]) => Number(number)),
    }));
  return {
    instant: async (query) => seriesOf(await ask('query', { query })),
    async range(query, { seconds, step }) {
      const now = Date.now() / 1000;
      return seriesOf(
        await ask('query_range', { query, start: String(now - seconds), end: String(now), step: String(step) }),
      );
    },
    labelValues: (label, series) => ask(`label/${label}/values`, { 'match[]': series }),
  };
}
