// docs/stack.md: what it tells people to write is read by the programs that will read it.

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { releases, shipped } from '../support/monitoring.ts';
import { needs } from '../support/needs.ts';
import { cleanEnv } from '../support/programs.ts';
import { composeProgram, ROOT, readCompose } from './compose.ts';
import { write } from './files.ts';

const page = readFileSync(join(ROOT, 'docs', 'stack.md'), 'utf8');
const all = releases();

/** The fenced blocks that begin with this line, without the indentation of a list. */
function blocks(language: string, first: string): readonly string[] {
  const fences = [...page.matchAll(/^( *)```(\w+)\n(.*?)^ *```$/gms)];
  return fences
    .filter(([, , name]) => name === language)
    .map(([, indent = '', , text = '']) => text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''))
    .filter((text) => text.startsWith(first));
}

test('the tools of Prometheus and Alertmanager are there to be tested with', (context) =>
  needs(context, 'promtool and amtool', all.length > 0));

describe.each(all)('read by the tools of Prometheus $version', ({ promtool, amtool }) => {
  const ask = (program: string, ...words: string[]): readonly [number | null, string] => {
    const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8' });
    return [status, status === 0 ? '' : stdout + stderr];
  };

  test('every prometheus.yml is one', () => {
    const found = blocks('yaml', '# prometheus.yml');
    expect(found).toHaveLength(4);
    const [machines = ''] = blocks('json', '[');
    for (const text of found) {
      const folder = temporaryFolder();
      for (const secret of ['hookmeter-token', 'remote-write-password']) write(join(folder, secret), 'secret\n');
      write(join(folder, 'machines', 'all.json'), machines);
      for (const name of ['recording', 'alerts'])
        write(join(folder, 'hookmeter', `${name}.yml`), shipped(`prometheus/rules/${name}.yml`));
      expect(ask(promtool, 'check', 'config', write(join(folder, 'prometheus.yml'), text))).toEqual([0, '']);
    }
  });

  test('the file of links is a rule file', () => {
    const [links = ''] = blocks('yaml', '# hookmeter/links.yml');
    expect(ask(promtool, 'check', 'rules', write(join(temporaryFolder(), 'links.yml'), links))).toEqual([0, '']);
  });

  test('a sleeping laptop is sent nowhere, and any other machine is', () => {
    const [routes = ''] = blocks('yaml', '# alertmanager.yml');
    const added = routes.replace(/^.*\n/, '').replaceAll(/^/gm, '  ').trimEnd();
    const text = shipped('prometheus/alertmanager.yml').replace('  routes:', added);
    const file = write(join(temporaryFolder(), 'alertmanager.yml'), text);
    expect(ask(amtool, 'check-config', file)).toEqual([0, '']);
    const routed = (...labels: string[]): string =>
      spawnSync(amtool, ['config', 'routes', 'test', `--config.file=${file}`, ...labels])
        .stdout.toString()
        .trim();
    const down = ['alertname=HookmeterDown', 'severity=critical'];
    expect(routed(...down, 'instance=alices-laptop')).toBe('info');
    expect(routed(...down, 'instance=devbox')).toBe('critical');
  });
});

test('Compose takes every override, and asks for a password where one is needed', (context) => {
  needs(context, 'Compose 2', composeProgram() !== undefined);
  const found = blocks('yaml', '# docker-compose.override.yml').map((text) =>
    write(join(temporaryFolder(), 'docker-compose.override.yml'), text),
  );
  expect(found).toHaveLength(2);
  const grafana = readCompose({ GRAFANA_ADMIN_PASSWORD: 'chosen' }, ...found).services['grafana'];
  expect(grafana?.environment).toMatchObject({
    GF_AUTH_DISABLE_LOGIN_FORM: 'false',
    GF_SECURITY_ADMIN_PASSWORD: 'chosen',
    GF_AUTH_ANONYMOUS_ORG_ROLE: 'Viewer',
  });
  expect(() => readCompose({}, ...found)).toThrow(/choose one/);
});

test('the commands for Kubernetes hand over both rule files, whole', () => {
  const [script = ''] = /^ {4}for file in recording alerts; do\n(?: {4}.*\n)+/m.exec(page) ?? [];
  const folder = temporaryFolder();
  const kubectl = write(join(folder, 'kubectl'), `#!/bin/sh\ncase "$1" in apply) cat >>"${folder}/applied" ;; esac\n`);
  chmodSync(kubectl, 0o755);
  const env = cleanEnv({ PATH: `${folder}:${process.env['PATH']}` });
  const { status, stderr } = spawnSync('bash', ['-c', script], { cwd: ROOT, env, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  const applied = readFileSync(join(folder, 'applied'), 'utf8')
    .split(/^apiVersion: .*\n/m)
    .slice(1);
  const specs = applied.map((text) => text.replace(/^.*?\nspec:\n/s, '').replaceAll(/^ {2}/gm, ''));
  expect(specs).toEqual([shipped('prometheus/rules/recording.yml'), shipped('prometheus/rules/alerts.yml')]);
});

test('every file and every part of the page that it refers to is there', () => {
  const named = [...page.matchAll(/`((?:test|grafana|prometheus)\/[\w./*-]+)`/g)].map(([, path = '']) => path);
  expect(named.length).toBeGreaterThan(5);
  const missing = named.filter((path) => !existsSync(join(ROOT, path.includes('*') ? dirname(path) : path)));
  expect(missing).toEqual([]);
  const anchorOf = (title: string): string =>
    title
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-');
  const anchors = [...page.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => anchorOf(title));
  const linked = [...page.matchAll(/\]\(#([\w-]+)\)/g)].map(([, anchor = '']) => anchor);
  expect(linked.filter((anchor) => !anchors.includes(anchor))).toEqual([]);
});
