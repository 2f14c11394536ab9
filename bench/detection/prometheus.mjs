// @ts-check
// A real Prometheus for histories that lie in the past: everything stays in its head block, and rules are evaluated by range queries.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { inRepository } from '../lib/places.mjs';

/** @typedef {{ base: string, stop(): Promise<void> }} Server */

/** @param {string} scratch @param {{ rules?: boolean }} [options] @returns {Promise<Server>} */
export async function startPrometheus(scratch, { rules = false } = {}) {
  const folder = mkdtempSync(join(scratch, 'prometheus-'));
  const config = join(folder, 'prometheus.yml');
  writeFileSync(config, rules ? `rule_files: [${JSON.stringify(inRepository('prometheus/rules/*.yml'))}]\n` : '{}\n');
  const port = await freePort();
  const child = spawn(
    'prometheus',
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--web.enable-remote-write-receiver',
      '--storage.tsdb.min-block-duration=1000d',
      '--storage.tsdb.max-block-duration=1000d',
      '--storage.tsdb.retention.time=10y',
      '--query.max-samples=2000000000',
      '--query.timeout=30m',
      `--query.lookback-delta=${LOOKBACK}s`,
      '--log.level=error',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const gone = new Promise((done) => child.once('exit', done));
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const base = `http://127.0.0.1:${port}`;
  await ready(base);
  return {
    base,
    async stop() {
      kill();
      await gone;
      process.off('exit', kill);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Rules are evaluated hourly here, unless they need more: an instant must see back that far. */
const LOOKBACK = 3900;

/**
 * @typedef {{ name: string, expr: string, labels: Record<string, string>, type: 'recording' | 'alerting', holdFor: number, keepFiringFor: number }} Rule
 */

/** The rules as Prometheus reads them. @param {string} scratch @returns {Promise<Rule[]>} */
export async function shippedRules(scratch) {
  const server = await startPrometheus(scratch, { rules: true });
  const answer = /** @type {any} */ (await (await fetch(`${server.base}/api/v1/rules`)).json());
  await server.stop();
  return answer.data.groups.flatMap((/** @type {any} */ group) =>
    group.rules.map((/** @type {any} */ rule) => ({
      name: rule.name,
      expr: rule.query,
      labels: rule.labels ?? {},
      type: rule.type,
      holdFor: rule.duration ?? 0,
      keepFiringFor: rule.keepFiringFor ?? 0,
    })),
  );
}

/**
 * @param {string} base @param {string} expr @param {{ from: number, to: number, step: number }} range
 * @returns {Promise<import('./series.mjs').Series[]>}
 */
export async function rangeQuery(base, expr, { from, to, step }) {
  /** @type {Map<string, import('./series.mjs').Series>} */
  const all = new Map();
  const most = 10_000 * step;
  for (let start = from; start <= to; start += most) {
    const body = new URLSearchParams({
      query: expr,
      start: String(start),
      end: String(Math.min(to, start + most - step)),
      step: String(step),
    });
    const response = await fetch(`${base}/api/v1/query_range`, { method: 'POST', body });
    const answer = /** @type {any} */ (await response.json());
    if (answer.status !== 'success') throw new Error(`${answer.error} in ${expr}`);
    for (const { metric, values } of answer.data.result) {
      const key = JSON.stringify(metric);
      const series = all.get(key) ?? { labels: metric, times: [], values: [] };
      all.set(key, series);
      for (const [time, value] of values) {
        series.times.push(time);
        series.values.push(Number(value));
      }
    }
  }
  return [...all.values()];
}

/** @param {string} base */
async function ready(base) {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; ) {
    try {
      if ((await fetch(`${base}/-/ready`)).ok) return;
    } catch {
      // not listening yet
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`Prometheus at ${base} was not ready within 30 s`);
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
