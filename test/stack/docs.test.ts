// docs/stack.md: what it tells people to write is read by the programs that will read it.

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { ownRelease, shipped } from '../support/monitoring.ts';
import { needs } from '../support/needs.ts';
import { cleanEnv } from '../support/programs.ts';
import { ROOT } from './compose.ts';
import { page, readBy } from './docs-suite.ts';
import { write } from './files.ts';

test('the tools of Prometheus and Alertmanager are there to be tested with', (context) =>
  needs(context, 'promtool and amtool', ownRelease().length > 0));

for (const programs of ownRelease()) readBy(programs);

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
