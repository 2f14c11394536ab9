// What the tools of Prometheus and Alertmanager say of their shipped files, where they lie, unchanged.

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { type Programs, shipped } from '../support/monitoring.ts';
import { ROOT } from './compose.ts';
import { write } from './files.ts';

const PROMETHEUS = join(ROOT, 'prometheus');
const ALERTMANAGER = join(PROMETHEUS, 'alertmanager.yml');

/** What each release has to say of the files. */
export function judgedBy({ version, promtool, amtool }: Programs): void {
  describe(`with the tools of Prometheus ${version}`, () => {
    const routed = (...labels: string[]): string =>
      spawnSync(amtool, ['config', 'routes', 'test', `--config.file=${ALERTMANAGER}`, ...labels], {
        encoding: 'utf8',
      }).stdout.trim();

    test('promtool takes prometheus.yml, and the rules beside it', () => {
      const checked = spawnSync(promtool, ['check', 'config', join(PROMETHEUS, 'prometheus.yml')], {
        encoding: 'utf8',
      });
      expect([checked.status, checked.stderr]).toEqual([0, '']);
      const rules = readdirSync(join(PROMETHEUS, 'rules'));
      expect(checked.stdout).toContain(`SUCCESS: ${rules.length} rule files found`);
      expect(checked.stdout.match(/SUCCESS: \d+ rules found/g)).toHaveLength(rules.length);
    });

    test('amtool takes alertmanager.yml, as it is and with its examples', () => {
      expect(spawnSync(amtool, ['check-config', ALERTMANAGER]).status).toBe(0);
      const text = shipped('prometheus/alertmanager.yml');
      const used = text.replace(/^( {4})# ([ -] .*|\w+_configs:)$/gm, '$1$2');
      expect(used.match(/^ {4}\w+_configs:$/gm)).toEqual([
        '    slack_configs:',
        '    email_configs:',
        '    webhook_configs:',
      ]);
      const file = write(join(temporaryFolder(), 'alertmanager.yml'), used);
      const { status, stderr } = spawnSync(amtool, ['check-config', file], { encoding: 'utf8' });
      expect([status, stderr]).toEqual([0, '']);
    });

    test('every shipped alert goes to the receiver of its severity', () => {
      const alerts = shippedAlerts();
      expect(alerts.length).toBeGreaterThan(9);
      const routes = alerts.map(({ name, severity }) =>
        routed(`alertname=${name}`, `severity=${severity}`, 'hook_name=a'),
      );
      expect(routes).toEqual(alerts.map(({ severity }) => severity));
      expect(new Set(routes)).toEqual(new Set(['critical', 'warning', 'info']));
    });

    test('an alert of somebody else, without a severity or with one of their own, is a warning', () => {
      expect([routed('alertname=Mine'), routed('alertname=Mine', 'severity=page')]).toEqual(['warning', 'warning']);
    });
  });
}

export function shippedAlerts(): readonly { readonly name: string; readonly severity: string }[] {
  const rules = shipped('prometheus/rules/alerts.yml')
    .split(/^ *- alert: /m)
    .slice(1);
  return rules.map((rule) => {
    return { name: /^\w+/.exec(rule)?.[0] ?? '', severity: /severity: (\w+)/.exec(rule)?.[1] ?? '' };
  });
}
