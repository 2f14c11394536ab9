// The files of Prometheus, Alertmanager and Grafana, as their own tools judge them: where they lie, unchanged.

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ownRelease, shipped } from '../support/monitoring.ts';
import { needs } from '../support/needs.ts';
import { ROOT } from './compose.ts';
import { judgedBy, shippedAlerts } from './configuration-suite.ts';

test('the tools of Prometheus and Alertmanager are there to be tested with', (context) =>
  needs(context, 'promtool and amtool', ownRelease().length > 0));

for (const programs of ownRelease()) judgedBy(programs);

describe('what has to agree', () => {
  test('the alerts that inhibitions name are shipped', () => {
    const inhibitions = shipped('prometheus/alertmanager.yml').matchAll(/alertname =~? "([^".+]+)"/g);
    const named = [...inhibitions].flatMap(([, names = '']) => names.split('|'));
    expect(new Set(named)).toEqual(
      new Set(['HookmeterDown', 'HookSilentlyOff', 'HookFailingConsecutively', 'HookFailureBudgetBurn']),
    );
    const shippedNames = shippedAlerts().map(({ name }) => name);
    expect(named.filter((name) => !shippedNames.includes(name))).toEqual([]);
  });

  test("Grafana's idea of the scrape interval is Prometheus's", () => {
    const [, scraped] = /scrape_interval: (\S+)/.exec(shipped('prometheus/prometheus.yml')) ?? [];
    const [, assumed] = /timeInterval: (\S+)/.exec(shipped('grafana/provisioning/datasources/hookmeter.yml')) ?? [];
    expect([scraped, assumed]).toEqual(['15s', '15s']);
  });

  test('Grafana asks the servers of the compose file, under uids that stay', () => {
    const text = shipped('grafana/provisioning/datasources/hookmeter.yml');
    const found = [...text.matchAll(/^ {4}uid: (\S+)\n {4}type: (\S+)\n {4}access: proxy\n {4}url: (\S+)$/gm)];
    expect(found.map(([, uid, type, url]) => [uid, type, url])).toEqual([
      ['hookmeter-prometheus', 'prometheus', 'http://prometheus:9090'],
      ['hookmeter-alertmanager', 'alertmanager', 'http://alertmanager:9093'],
    ]);
    expect(text).toContain('alertmanagerUid: hookmeter-alertmanager');
  });

  test('Grafana looks for dashboards where the compose file mounts them', () => {
    const [, path] = /^ {6}path: (\S+)$/m.exec(shipped('grafana/provisioning/dashboards/hookmeter.yml')) ?? [];
    expect(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8')).toContain(`- ./grafana/dashboards:${path}:ro`);
  });
});

test('the package brings rules, dashboards and configuration to whoever has servers already', () => {
  const words = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const packed = JSON.parse(spawnSync('npm', words, { cwd: ROOT, encoding: 'utf8' }).stdout);
  const paths: string[] = packed[0].files.map(({ path }: { readonly path: string }) => path);
  const here = paths.filter((path) => /^(?:grafana|prometheus)\//.test(path));
  const filesIn = (folder: string): string[] => readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`);
  expect(here.sort()).toEqual([
    ...filesIn('grafana/dashboards').sort(),
    ...filesIn('grafana/provisioning/dashboards'),
    ...filesIn('grafana/provisioning/datasources'),
    'prometheus/alertmanager.yml',
    'prometheus/prometheus.yml',
    ...filesIn('prometheus/rules').sort(),
  ]);
});
