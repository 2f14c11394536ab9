// A real Prometheus on that history, with the real recording rules, scraping a page about hookmeter itself.

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { type Micros, micros } from '../../src/base/units.ts';
import { temporaryFolder } from '../support/folders.ts';
import { type Server, startServer } from '../support/monitoring.ts';
import { whenOver } from '../support/over.ts';
import { freePort } from '../support/ports.ts';
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
  /** From here on, now is always this moment: no answer depends on how long the questions take. */
  hold(): void;
}

/** Ends with the tests of the file. */
export async function startPrometheus(end: Micros): Promise<Prometheus> {
  const folder = temporaryFolder();
  const history = await writeHistory(join(folder, 'history.om'), end);
  whenOver(() => history.close());
  makeBlocks(folder);
  const page = await servePage(history);
  whenOver(() => page.close());
  return asking(await serve(folder, page.port));
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

async function serve(folder: string, target: number): Promise<Server> {
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
  const data = [`--config.file=${join(folder, 'prometheus.yml')}`, `--storage.tsdb.path=${join(folder, 'data')}`];
  const words = [...data, '--storage.tsdb.retention.time=90d', `--web.listen-address=127.0.0.1:${port}`];
  return await startServer('prometheus', words, port);
}

type Sample = readonly [at: number, value: string];
interface Found {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: Sample;
  readonly values?: readonly Sample[];
}

function asking({ get }: Server): Prometheus {
  let held: number | undefined;
  const now = (): number => held ?? Date.now() / 1000;
  async function ask<T>(path: string, parameters: Readonly<Record<string, string>>): Promise<T> {
    const answer = (await get(`/api/v1/${path}?${new URLSearchParams(parameters)}`)) as { readonly data: T };
    return answer.data;
  }
  const seriesOf = ({ result }: { readonly result: readonly Found[] }): Series[] =>
    result.map(({ metric, value, values }) => ({
      labels: metric,
      values: (values ?? (value === undefined ? [] : [value])).map(([, number]) => Number(number)),
    }));
  return {
    instant: async (query) => seriesOf(await ask('query', { query, time: String(now()) })),
    async range(query, { seconds, step }) {
      const end = now();
      const over = { start: String(end - seconds), end: String(end), step: String(step) };
      return seriesOf(await ask('query_range', { query, ...over }));
    },
    labelValues: (label, series) => ask(`label/${label}/values`, { 'match[]': series }),
    hold() {
      held = now();
    },
  };
}
