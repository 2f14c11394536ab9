// Prometheus and Alertmanager from the files that the package ships: on loopback, with other addresses, and with what a test
// says openly that it makes quicker.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { temporaryFolder } from './folders.ts';
import { PACKAGE } from './hookmeter.ts';
import { freePort } from './ports.ts';
import { cleanEnv, collect, start } from './programs.ts';
import { GivenUp, until } from './until.ts';

export interface Programs {
  readonly version: string;
  readonly prometheus: string;
  readonly promtool: string;
  readonly alertmanager: string;
  readonly amtool: string;
}

/** Debian's own, and the current ones that test/tools.sh has fetched: Prometheus 2 and 3. Empty where nothing is installed. */
export function releases(): readonly Programs[] {
  const cache = join(import.meta.dirname, '..', '..', '.cache', 'monitoring');
  const folders = ['', ...(existsSync(cache) ? [cache] : [])];
  return folders.flatMap((folder) => {
    const program = (name: string): string => join(folder, name);
    const { status, stdout, stderr } = spawnSync(program('prometheus'), ['--version'], { encoding: 'utf8' });
    const isWhole = status === 0 && spawnSync(program('prometheus-alertmanager'), ['--version']).status === 0;
    if (!isWhole) return [];
    return {
      version: /version (\S+)/.exec(stdout + stderr)?.[1] ?? 'unknown',
      prometheus: program('prometheus'),
      promtool: program('promtool'),
      alertmanager: program('prometheus-alertmanager'),
      amtool: program('amtool'),
    };
  });
}

/** The one that this system has, which `npm test` uses; empty where there is none. */
export const ownRelease = (): readonly Programs[] => releases().slice(0, 1);
/** The others: for `npm run test:full`. */
export const otherReleases = (): readonly Programs[] => releases().slice(1);

/** A file of the package, by its path in it. */
export const shipped = (path: string): string => readFileSync(join(PACKAGE, path), 'utf8');

export type Changes = readonly (readonly [from: string, to: string])[];

/** The text with each of these changed where it is, once, and nothing else: undone, they give the text again. */
export function changed(text: string, changes: Changes): string {
  const replaced = (all: string, [from, to]: Changes[number]): string => {
    const parts = all.split(from);
    expect(parts, `${JSON.stringify(from)} is to be there once`).toHaveLength(2);
    return parts.join(to);
  };
  const result = changes.reduce(replaced, text);
  const undone = [...changes].reverse().map(([from, to]) => [to, from] as const);
  expect(undone.reduce(replaced, result)).toBe(text);
  return result;
}

/** Of prometheus.yml, for tests that would otherwise wait for quarters of a minute. */
export const EVERY_SECOND: Changes = [
  ['scrape_interval: 15s', 'scrape_interval: 1s'],
  ['scrape_timeout: 10s', 'scrape_timeout: 1s'],
  ['evaluation_interval: 15s', 'evaluation_interval: 1s'],
];

export interface Server {
  readonly url: string;
  readonly port: number;
  /** The answer of its API, parsed. Throws where it is none. */
  get(path: string): Promise<unknown>;
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Makes it read its files again; it may take a moment. */
  reload(): void;
}

export interface Installed {
  readonly port: number;
  readonly folder: string;
  /** Starts it on the data that an earlier start has left. */
  start(): Promise<Server>;
}

/** Prometheus, scraping a sidecar and telling an Alertmanager. */
export async function installPrometheus(
  { prometheus }: Programs,
  ports: { readonly sidecar: number; readonly alertmanager: number },
  {
    configuration = [],
    alerts = [],
    flags = [],
  }: { configuration?: Changes; alerts?: Changes; flags?: readonly string[] },
): Promise<Installed> {
  const folder = temporaryFolder();
  const port = await freePort();
  mkdirSync(join(folder, 'rules'));
  writeFileSync(join(folder, 'rules', 'recording.yml'), shipped('prometheus/rules/recording.yml'));
  writeFileSync(join(folder, 'rules', 'alerts.yml'), changed(shipped('prometheus/rules/alerts.yml'), alerts));
  const addresses: Changes = [
    ["'hookmeter:9464'", `'127.0.0.1:${ports.sidecar}'`],
    ["'alertmanager:9093'", `'127.0.0.1:${ports.alertmanager}'`],
    ["'localhost:9090'", `'localhost:${port}'`],
  ];
  const file = join(folder, 'prometheus.yml');
  writeFileSync(file, changed(shipped('prometheus/prometheus.yml'), [...addresses, ...configuration]));
  const data = [`--config.file=${file}`, `--storage.tsdb.path=${join(folder, 'data')}`];
  const words = [...data, `--web.listen-address=127.0.0.1:${port}`, ...flags];
  return { port, folder, start: () => startServer(prometheus, words, port) };
}

export async function installAlertmanager({ alertmanager }: Programs, configuration: Changes = []): Promise<Installed> {
  const folder = temporaryFolder();
  const port = await freePort();
  const file = join(folder, 'alertmanager.yml');
  writeFileSync(file, changed(shipped('prometheus/alertmanager.yml'), configuration));
  const data = [`--config.file=${file}`, `--storage.path=${join(folder, 'data')}`, '--cluster.listen-address='];
  const words = [...data, `--web.listen-address=127.0.0.1:${port}`];
  return { port, folder, start: () => startServer(alertmanager, words, port) };
}

/** Starts one of them, and waits until it says that it is ready. */
export async function startServer(program: string, words: readonly string[], port: number): Promise<Server> {
  const child = start(program, words, { env: cleanEnv(), stdio: ['ignore', 'ignore', 'pipe'] });
  const stderr = collect(child.stderr);
  const url = `http://127.0.0.1:${port}`;
  await until(`${program} is ready`, async () => {
    if (child.exitCode !== null || child.signalCode !== null) throw new GivenUp(`${program} ended: ${stderr()}`);
    return (await fetch(`${url}/-/ready`)).ok;
  });
  return {
    url,
    port,
    async get(path) {
      const response = await fetch(`${url}${path}`);
      const text = await response.text();
      if (!response.ok) throw new Error(`${path} answers ${response.status}: ${text}`);
      return JSON.parse(text);
    },
    async stop(signal = 'SIGTERM') {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill(signal);
      await gone;
    },
    reload: () => void child.kill('SIGHUP'),
  };
}
