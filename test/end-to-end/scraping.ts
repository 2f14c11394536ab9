// Prometheus servers that scrape a sidecar every second.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/folders.ts';
import { startServer } from '../support/monitoring.ts';
import { type Series, seriesOf } from '../support/monitoring-api.ts';
import { freePort } from '../support/ports.ts';
import { until } from '../support/until.ts';

export async function startPrometheus(target: number): Promise<Prometheus> {
  const folder = temporaryFolder();
  const port = await freePort();
  const file = join(folder, 'prometheus.yml');
  writeFileSync(
    file,
    `global: { scrape_interval: 1s, scrape_timeout: 1s }
scrape_configs: [{ job_name: hookmeter, static_configs: [{ targets: ['127.0.0.1:${target}'] }] }]\n`,
  );
  const data = [`--config.file=${file}`, `--storage.tsdb.path=${join(folder, 'data')}`];
  const server = await startServer('prometheus', [...data, `--web.listen-address=127.0.0.1:${port}`], port);
  return { query: (text) => seriesOf(server, text) };
}

interface Prometheus {
  query(text: string): Promise<readonly Series[]>;
}

export async function onEach(
  servers: readonly Prometheus[],
  what: string,
  holds: (query: Prometheus['query']) => Promise<boolean>,
): Promise<void> {
  await Promise.all(servers.map(({ query }, i) => until(`server ${i + 1}: ${what}`, () => holds(query))));
}
