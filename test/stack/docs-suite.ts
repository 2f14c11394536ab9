// What docs/stack.md tells people to write, and what the programs that will read it say.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { type Programs, shipped } from '../support/monitoring.ts';
import { ROOT } from './compose.ts';
import { write } from './files.ts';

export const page = readFileSync(join(ROOT, 'docs', 'stack.md'), 'utf8');

/** The fenced blocks that begin with this line, without the indentation of a list. */
export function blocks(language: string, first: string): readonly string[] {
  const fences = [...page.matchAll(/^( *)```(\w+)\n(.*?)^ *```$/gms)];
  return fences
    .filter(([, , name]) => name === language)
    .map(([, indent = '', , text = '']) => text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''))
    .filter((text) => text.startsWith(first));
}

/** What each release has to say of the page. */
export function readBy({ version, promtool, amtool }: Programs): void {
  describe(`read by the tools of Prometheus ${version}`, () => {
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
}
