// The rules as Prometheus reads them, and everything that has to go with an alert: tests, a page, links, series that exist.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { FAMILIES } from '../../src/exports/contract.ts';
import { createSelfMetrics } from '../../src/exports/self.ts';
import { needs } from '../support/needs.ts';
import { isInstalled } from '../support/programs.ts';
import { CASES, checkRules, pass, ROOT, RULES } from './promtool.ts';
import { alertsIn, recordedIn, seriesIn } from './rule-files.ts';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const alerts = alertsIn(read('prometheus/rules/alerts.yml'));
const names = [...new Set(alerts.map(({ alert }) => alert))];

const RIGHT = { code: 0, failed: '' };

// The system's own; rules.full.test.ts asks the others.
describe('promtool', () => {
  beforeEach((context) => needs(context, 'promtool', isInstalled('promtool')));

  it('can read the rules and the example', async () => {
    expect(await checkRules('promtool')).toEqual(RIGHT);
  });

  it.each(CASES)('passes %s', async (file) => {
    expect(await pass('promtool', join('prometheus/tests', file))).toEqual(RIGHT);
  });
});

describe.each(names)('%s', (name) => {
  const rules = alerts.filter(({ alert }) => alert === name);

  it('has a severity and all annotations', () => {
    for (const { text } of rules) {
      expect(text).toMatch(/labels: \{ severity: (critical|warning|info) \}/);
      for (const annotation of ['summary', 'description', 'runbook_url', 'dashboard_url'])
        expect(text).toMatch(new RegExp(`^ {10}${annotation}: `, 'm'));
      expect(text).toContain(`/${name}.md'`);
      expect(/^ {10}summary: (.*)$/m.exec(text)?.[1]).not.toContain('{{');
    }
  });

  it('has a case that fires and two that must not', () => {
    const cases = CASES.filter((file) => file === `${name}.yml` || file.startsWith(`${name}.`)).flatMap((file) =>
      read(`prometheus/tests/${file}`)
        .split(/^ {6}(?=- (?:expr|\{? ?alertname|alertname): )/m)
        .slice(1),
    );
    const told = cases.filter((text) => text.includes(`alertname: ${name}`));
    expect(told.filter((text) => /exp_labels:/.test(text)).length).toBeGreaterThanOrEqual(1);
    expect(told.filter((text) => /exp_alerts: \[\]/.test(text)).length).toBeGreaterThanOrEqual(2);
  });

  it('has a page that says what to do, and is in the index', () => {
    const page = read(`docs/runbooks/${name}.md`);
    expect(page.startsWith(`# ${name}\n`)).toBe(true);
    expect(Array.from(page.matchAll(/^## (.*)$/gm), ([, heading]) => heading)).toEqual(SECTIONS);
    expect(page.split('\n').length).toBeLessThanOrEqual(121);
    expect(read('docs/runbooks/README.md')).toContain(`[${name}](${name}.md)`);
    expect(read('docs/alerts.md')).toContain(`runbooks/${name}.md`);
  });
});

const SECTIONS = [
  'What it means',
  'What to do now',
  'How it decides',
  'False alarms and your own threshold',
  'What comes with it',
];

describe('the rules', () => {
  const recorded = RULES.flatMap((path) => recordedIn(read(path)));
  const histogram = `${FAMILIES.duration.prometheus}`;
  const exported = new Set([
    ...Object.values(FAMILIES).map(({ prometheus }) => prometheus),
    ...['_bucket', '_sum', '_count'].map((suffix) => histogram + suffix),
    ...createSelfMetrics(unread, { version: '', nodeVersion: '' }).families(),
    'up',
  ]);
  const OVERRIDES = ['hook:threshold:override', 'hookmeter:links:override'];

  it('read only what hookmeter exports, what they record, and overrides', () => {
    const known = new Set([...exported, ...recorded, ...OVERRIDES]);
    const used = RULES.flatMap((path) => seriesIn(read(path)));
    expect(used.length).toBeGreaterThan(50);
    expect([...new Set(used)].filter((name) => !known.has(name))).toEqual([]);
  });

  it('have every recorded series in docs/alerts.md', () => {
    const docs = read('docs/alerts.md');
    expect([...new Set(recorded)].filter((name) => !docs.includes(`\`${name}\``))).toEqual([]);
  });

  it('are the same to Prometheus 2 and 3: no whole-number bucket is matched, no function used that one of them lacks', () => {
    for (const path of RULES) {
      const text = read(path);
      expect(text).not.toMatch(/\ble\s*=~?\s*"\d+"/);
      expect(text).not.toMatch(/\b(holt_winters|double_exponential_smoothing|mad_over_time|limitk|info)\(/);
      expect(text).not.toMatch(/^\s*(query_offset|labels):\s*$/m);
    }
  });

  it('have runbook pages for nothing else', () => {
    const pages = readdirSync(join(ROOT, 'docs/runbooks')).filter((name) => name !== 'README.md');
    expect(pages.sort()).toEqual(names.map((name) => `${name}.md`).sort());
  });
});

describe('docs/alerts.md', () => {
  it('shows the example of overrides that is tested', () => {
    expect(read('docs/alerts.md')).toContain(read('prometheus/tests/override-example.rules.yml'));
  });

  it('names every threshold with its default', () => {
    const docs = read('docs/alerts.md');
    const rules = read('prometheus/rules/recording.yml').matchAll(
      /threshold: ([a-z_]+) \}\n\s+expr: \|\n.*\n.*\* ([\d.]+)\n/g,
    );
    const rows = Array.from(rules, ([, name, value]) => `| \`${name}\` | ${value} |`);
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.filter((row) => !docs.includes(row))).toEqual([]);
  });
});

function unread(): never {
  throw new Error('only the names are asked for');
}
