import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ATTRIBUTE, FAMILIES, type Family } from '../../src/exports/contract.ts';
import { createSelfMetrics } from '../../src/exports/self.ts';
import { plainName } from '../../src/exports/text.ts';
import { REJECT_REASONS } from '../../src/journal/record.ts';
import { BOUNDS_SECONDS } from '../../src/ledger/histogram.ts';
import { OUTCOMES } from '../../src/ledger/outcome.ts';
import { needs } from '../support/needs.ts';
import { isInstalled } from '../support/programs.ts';
import { checkQueries } from '../support/promtool.ts';

const families: readonly Family[] = Object.values(FAMILIES);
const docs = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8');

describe('the metric contract', () => {
  it('is the one that docs/metrics.md states, family by family', () => {
    const rows = docs.matchAll(/^\| `(hook\.[a-z_.]+)` \| ([a-z]+) \| `([^`]+)` \| `([a-z_]+)` \| (.*?) \|/gm);
    const stated = Array.from(rows, ([, otel, kind, unit, prometheus, labels = '']) => ({
      otel,
      kind,
      unit,
      prometheus,
      labels: Array.from(labels.matchAll(/`([a-z_]+)`/g), ([, label]) => label),
    }));
    expect(stated).toEqual(
      families.map(({ otel, kind, unit, prometheus, attributes }) => ({
        otel,
        kind,
        unit,
        prometheus,
        labels: attributes.map(plainName),
      })),
    );
  });

  it('has its attributes and labels in docs/metrics.md', () => {
    for (const attribute of Object.values(ATTRIBUTE)) {
      expect(docs).toContain(`\`${attribute}\``);
      expect(docs).toContain(`\`${plainName(attribute)}\``);
    }
  });

  it.each([
    ['outcome', OUTCOMES],
    ['reject reason', REJECT_REASONS],
    ['bucket', BOUNDS_SECONDS.map(String)],
    ['self metric', createSelfMetrics(unread, { version: '', nodeVersion: '' }).families().filter(isOwn)],
  ])('has every %s in docs/metrics.md', (_, values) => {
    expect(values.filter((value) => !docs.includes(`\`${value}\``))).toEqual([]);
  });

  it('has only queries in docs/metrics.md that Prometheus can read, and one for every family', async (context) => {
    needs(context, 'promtool', isInstalled('promtool'));
    const queries = Array.from(docs.matchAll(/^\| [^|`]+ \| `([^`]+)` \|$/gm), ([, query = '']) => query);
    expect(await checkQueries('promtool', queries)).toEqual({ code: 0, stderr: '', found: queries.length });
    const all = queries.join('\n');
    expect(families.map(({ prometheus }) => prometheus).filter((name) => !all.includes(name))).toEqual([]);
  });

  it('keeps to the naming rules of Prometheus and OpenTelemetry', () => {
    for (const { otel, prometheus, kind, unit } of families) {
      expect(prometheus).toMatch(/^hook_[a-z_]+$/);
      expect(otel).toMatch(/^hook\.[a-z_.]+$/);
      expect(prometheus.endsWith('_total')).toBe(kind === 'counter');
      expect(prometheus.replace(/_total$/, '').endsWith('_seconds')).toBe(unit === 's');
    }
    expect(new Set(families.map(({ prometheus }) => prometheus)).size).toBe(families.length);
    expect(new Set(families.map(({ otel }) => otel)).size).toBe(families.length);
  });
});

function isOwn(family: string): boolean {
  return family.startsWith('hookmeter_');
}

function unread(): never {
  throw new Error('nothing is scraped here');
}
