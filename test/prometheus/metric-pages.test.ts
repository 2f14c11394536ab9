// docs/metrics/: a page for each family, held together with the contract.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FAMILIES, type Family } from '../../src/exports/contract.ts';
import { createSelfMetrics } from '../../src/exports/self.ts';
import { plainName } from '../../src/exports/text.ts';
import { needs } from '../support/needs.ts';
import { isInstalled } from '../support/programs.ts';
import { checkQueries } from '../support/promtool.ts';
import { alertsIn } from './rule-files.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const families: readonly Family[] = Object.values(FAMILIES);
const own = createSelfMetrics(unread, { version: '', nodeVersion: '' })
  .families()
  .filter((name) => name.startsWith('hookmeter_'));
const names = [...families.map(({ prometheus }) => prometheus), ...own];
const alerts = new Set(alertsIn(read('prometheus/rules/alerts.yml')).map(({ alert }) => alert));

describe('docs/metrics', () => {
  it('has a page for each family, and none for anything else', () => {
    const pages = readdirSync(join(root, 'docs/metrics')).filter((file) => file !== 'README.md');
    expect(pages.sort()).toEqual(names.map((name) => `${name}.md`).sort());
  });

  it.each(families)(
    'says of $prometheus what the contract says',
    ({ prometheus, otel, kind, unit, help, attributes }) => {
      const page = read(`docs/metrics/${prometheus}.md`);
      expect(page.startsWith(`# ${prometheus}\n\n${help} `)).toBe(true);
      for (const row of [`| type | ${kind} |`, `| OpenTelemetry | \`${otel}\` |`, `| unit | \`${unit}\` |`])
        expect(page).toContain(row);
      const labels = /^\| labels \| (.*) \|$/m.exec(page)?.[1];
      const identity = ['hook_name', 'hook_event', 'hook_agent', 'hook_project'];
      expect(labels).toBe([...identity, ...attributes.map(plainName)].map((label) => `\`${label}\``).join(', '));
    },
  );

  it.each(names)('links the page of %s, and only alerts that exist', (name) => {
    expect(read('docs/metrics/README.md')).toContain(`[\`${name}\`](${name}.md)`);
    const linked = Array.from(
      read(`docs/metrics/${name}.md`).matchAll(/runbooks\/(\w+)\.md/g),
      ([, alert = '']) => alert,
    );
    expect(linked.filter((alert) => !alerts.has(alert))).toEqual([]);
  });

  it('has queries that Prometheus can read, each about its own family', async (context) => {
    needs(context, 'promtool', isInstalled('promtool'));
    const queries = names.map((name) => /```promql\n(.*)\n```/.exec(read(`docs/metrics/${name}.md`))?.[1] ?? '');
    expect(names.filter((name, i) => !queries[i]?.includes(name))).toEqual([]);
    expect(await checkQueries('promtool', queries)).toEqual({ code: 0, stderr: '', found: queries.length });
  });
});

function unread(): never {
  throw new Error('only the names are asked for');
}
