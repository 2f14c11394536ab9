// What docker-compose.yml promises, read as Compose reads it: no image was ever started here.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { runHook } from '../support/hookmeter.ts';
import { needs } from '../support/needs.ts';
import { run } from '../support/programs.ts';
import { type Compose, composeProgram, ROOT, readCompose, type Service } from './compose.ts';

const there = composeProgram() !== undefined;
const compose: Compose = there ? readCompose() : { services: {}, volumes: {} };
const services: readonly (readonly [name: string, service: Service])[] = Object.entries(compose.services);
const valuesOf = <T>(of: (service: Service) => T): Record<string, T> =>
  Object.fromEntries(services.map(([name, service]) => [name, of(service)]));

beforeEach((context) => needs(context, 'Compose 2', there));

describe('docker-compose.yml', () => {
  test('has the four services, and traffic to look at for those who ask for it', () => {
    expect(valuesOf(({ profiles = [] }) => profiles)).toEqual({
      alertmanager: [],
      demo: ['demo'],
      grafana: [],
      hookmeter: [],
      prometheus: [],
    });
  });

  test('pins every image to a whole version', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(valuesOf(({ image }) => image)).toEqual({
      alertmanager: expect.stringMatching(/^prom\/alertmanager:v\d+\.\d+\.\d+$/),
      demo: `hookmeter:${version}`,
      grafana: expect.stringMatching(/^grafana\/grafana:\d+\.\d+\.\d+$/),
      hookmeter: `hookmeter:${version}`,
      prometheus: expect.stringMatching(/^prom\/prometheus:v\d+\.\d+\.\d+$/),
    });
  });

  test('publishes on loopback only, each on the port that everybody knows', () => {
    const shown = ({ ports = [] }: Service): string[] =>
      ports.map(({ host_ip, published, target }) => `${host_ip}:${published}:${target}`);
    expect(valuesOf(shown)).toEqual({
      alertmanager: ['127.0.0.1:9093:9093'],
      demo: [],
      grafana: ['127.0.0.1:3000:3000'],
      hookmeter: ['127.0.0.1:9464:9464'],
      prometheus: ['127.0.0.1:9090:9090'],
    });
  });

  test('asks each service how it is, and starts those that need it afterwards', () => {
    expect(services.filter(([, { healthcheck }]) => (healthcheck?.test.length ?? 0) < 2)).toEqual([]);
    const waits = ({ depends_on = {} }: Service): Record<string, string> =>
      Object.fromEntries(Object.entries(depends_on).map(([name, { condition }]) => [name, condition]));
    expect(valuesOf(waits)).toEqual({
      alertmanager: {},
      demo: { hookmeter: 'service_healthy' },
      grafana: { alertmanager: 'service_healthy', prometheus: 'service_healthy' },
      hookmeter: {},
      prometheus: { alertmanager: 'service_healthy', hookmeter: 'service_healthy' },
    });
  });

  test('takes every right that a service does not need', () => {
    for (const [, service] of services) {
      expect(service).toMatchObject({ cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
      expect(service.privileged ?? false).toBe(false);
    }
    // Grafana unpacks plugins and writes its log beside its program.
    const writable = services.filter(([, { read_only }]) => read_only !== true).map(([name]) => name);
    expect(writable).toEqual(['grafana']);
  });

  test('mounts configuration that is in the repository, and only for reading', () => {
    const mounts = services.flatMap(([name, { volumes = [] }]) => volumes.map((mount) => ({ name, ...mount })));
    const files = mounts.filter(({ type, target }) => type === 'bind' && target !== DIRECTORY);
    expect(files.length).toBeGreaterThan(4);
    for (const { name, source, read_only } of files) {
      expect([name, source, source.startsWith(`${ROOT}/`), read_only]).toEqual([name, source, true, true]);
      expect(existsSync(source) && statSync(source).isDirectory(), `${source} is there`).toBe(true);
    }
    const kept = mounts.filter(({ type }) => type === 'volume').map(({ name, source }) => [name, source]);
    expect(kept).toEqual([
      ['alertmanager', 'alertmanager'],
      ['grafana', 'grafana'],
      ['prometheus', 'prometheus'],
    ]);
    expect(Object.keys(compose.volumes).sort()).toEqual(['alertmanager', 'grafana', 'prometheus']);
  });

  test('finds in each container the configuration that the command names', () => {
    const [config, rules] = ['prometheus', 'alertmanager'].map((name) => {
      const file =
        compose.services[name]?.command?.find((word) => word.startsWith('--config.file='))?.split('=')[1] ?? '';
      return inRepository(compose.services[name], file);
    });
    expect([config, rules]).toEqual(['prometheus/prometheus.yml', 'prometheus/alertmanager.yml']);
    for (const name of [config, rules]) expect(existsSync(join(ROOT, name ?? '')), `${name} is there`).toBe(true);
    expect(inRepository(compose.services['grafana'], '/var/lib/grafana/dashboards')).toBe('grafana/dashboards');
    expect(inRepository(compose.services['demo'], compose.services['demo']?.entrypoint?.[1] ?? '')).toBe(
      'docker/demo-traffic.sh',
    );
  });

  test('keeps ninety days: the rules look back on twenty-eight, and on the same before', () => {
    expect(compose.services['prometheus']?.command).toContain('--storage.tsdb.retention.time=90d');
  });

  test('lets no web page end Prometheus', () => {
    expect(compose.services['prometheus']?.command).not.toContain('--web.enable-lifecycle');
  });

  test("counts the hooks of the host's directory, as the host's user, and never makes that directory", () => {
    const usual = { HOOKMETER_UID: undefined, HOOKMETER_GID: undefined, HOOKMETER_DIR: undefined };
    const own = { HOOKMETER_UID: '1234', HOOKMETER_GID: '99', HOOKMETER_DIR: '/srv/hooks' };
    for (const [env, user, source] of [
      [usual, '1000:1000', '/home/somebody/.local/state/hookmeter'],
      [own, '1234:99', '/srv/hooks'],
    ] as const) {
      for (const name of ['hookmeter', 'demo']) {
        const service = readCompose(env).services[name];
        const mount = service?.volumes?.find(({ target }) => target === DIRECTORY);
        expect([service?.user, mount?.source, mount?.read_only ?? false]).toEqual([user, source, false]);
        expect(mount?.bind, 'says whether to make it').toBeDefined();
        expect(mount?.bind?.create_host_path ?? false).toBe(false);
      }
    }
  });

  test('can be moved to other ports', () => {
    const env = { HOOKMETER_PORT: '1', PROMETHEUS_PORT: '2', ALERTMANAGER_PORT: '3', GRAFANA_PORT: '4' };
    const moved = Object.values(readCompose(env).services).flatMap(({ ports = [] }) =>
      ports.map(({ host_ip, published }) => `${host_ip}:${published}`),
    );
    expect(moved.sort()).toEqual(['127.0.0.1:1', '127.0.0.1:2', '127.0.0.1:3', '127.0.0.1:4']);
    expect(readCompose(env).services['prometheus']?.command).toContain('--web.external-url=http://127.0.0.1:2');
  });
});

test('the demonstration starts with the shim of its own image, and looks whether its hooks are recorded', async () => {
  expect(readFileSync(join(ROOT, 'docker', 'demo-traffic.sh'), 'utf8')).toContain(
    'DEMO_SHIM:-/app/src/shim/hookmeter-run}',
  );
  const check = readCompose().services['demo']?.healthcheck?.test ?? [];
  expect(check[0]).toBe('CMD-SHELL');
  const dir = temporaryFolder();
  const asked = (check[1] ?? '').replace('/var/lib/hookmeter', dir);
  const healthy = async (): Promise<number | null> => (await run('sh', ['-c', asked])).code;
  expect(await healthy()).toBe(1);
  await runHook(dir, 'a');
  expect(await healthy()).toBe(0);
});

const DIRECTORY = '/var/lib/hookmeter';

/** Where a path inside a service's container comes from, relative to the repository. */
function inRepository(service: Service | undefined, path: string): string | undefined {
  const mount = service?.volumes?.find(({ type, target }) => type === 'bind' && `${path}/`.startsWith(`${target}/`));
  return mount && join(mount.source, path.slice(mount.target.length)).slice(ROOT.length + 1);
}
