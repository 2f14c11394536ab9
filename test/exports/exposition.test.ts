import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { emptyResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  DataPointType,
  type MetricData,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { micros } from '../../src/base/units.ts';
import { FAMILY_BY_OTEL_NAME } from '../../src/exports/contract.ts';
import { expositionOf } from '../../src/exports/exposition.ts';
import { createHookReader } from '../../src/exports/reader.ts';
import { identityOf } from '../../src/journal/record.ts';
import { parsePage } from '../support/metrics-page.ts';
import { pageOf, pageText } from './page.ts';
import { anySnapshot, entry, NOW, noOutcomes, snapshot } from './snapshots.ts';

describe('the page', () => {
  it('is the golden one', async () => {
    await expect(await pageText(golden)).toMatchFileSnapshot('../golden/exports/metrics.prom');
  });

  it('says, series by series, what OpenTelemetry’s own serializer says', async () => {
    const reader = createHookReader({ version: '1.2.3' });
    await fc.assert(
      fc.asyncProperty(anySnapshot, async (any) => {
        const metrics = await reader.collect(any);
        const ours = parsePage([...expositionOf(metrics)].join(''));
        const theirs = parsePage(stockText(metrics));
        expect(sorted(ours.samples)).toEqual(sorted(theirs.samples));
        expect(sorted(ours.types)).toEqual(sorted(theirs.types));
        expect(sorted(ours.helps)).toEqual(sorted(theirs.helps));
      }),
      { numRuns: 200 },
    );
  });

  it('says the same when it is written again, and when one entry of many has changed', async () => {
    const reader = createHookReader({ version: '1.2.3' });
    const entries = Array.from({ length: 100 }, (_, index) => entry({ born: index + 1 }, `hook ${index}`));
    const text = async (of: typeof entries): Promise<string> =>
      [...expositionOf(await reader.collect(snapshot(of)))].join('');
    const first = await text(entries);
    expect(await text(entries)).toBe(first);
    for (const index of [0, 15, 16, 57, 99]) {
      const changed = entries.with(index, entry({ active: 4, born: index + 1 }, `hook ${index}`));
      const { samples } = parsePage(await text(changed));
      const before = parsePage(first).samples;
      const different = [...samples].filter(([series, value]) => before.get(series) !== value);
      expect(different).toEqual([
        [
          `hook_active{hook_name="hook ${index}",hook_event="PostToolUse",hook_agent="claude-code",hook_project="web"}`,
          '4',
        ],
      ]);
    }
    expect(await text(entries.slice(1))).toBe(
      first
        .split('\n')
        .filter((line) => !line.includes('hook_name="hook 0"'))
        .join('\n'),
    );
  });

  it('comes in chunks of whole lines that are about 64 KiB long', async () => {
    const reader = createHookReader({ version: '1.2.3' });
    const entries = Array.from({ length: 500 }, (_, index) => entry({ born: index + 1 }, `hook ${index}`));
    const chunks = [...expositionOf(await reader.collect(snapshot(entries)))];
    expect(chunks.length).toBeGreaterThan(10);
    expect(chunks.every((chunk) => chunk.endsWith('\n'))).toBe(true);
    expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThan(140_000);
    expect(Math.min(...chunks.slice(0, -1).map((chunk) => chunk.length))).toBeGreaterThanOrEqual(65_536);
  });

  it('has only its origin on it while no hook is known', async () => {
    const page = await pageOf(snapshot([]));
    expect([...page.samples]).toEqual([['target_info{service_name="hookmeter",service_version="1.2.3"}', '1']]);
    expect([...page.types]).toEqual([['target_info', 'gauge']]);
  });

  it.each([
    ['a quote', 'say "hi"', 'say \\"hi\\"'],
    ['a backslash', 'C:\\hooks', 'C:\\\\hooks'],
    ['a newline', 'two\nlines', 'two\\nlines'],
    ['a backslash and an n', '\\n', '\\\\n'],
    ['half a surrogate pair', 'a\ud800b', 'a\ufffdb'],
    ['a whole one', '🚀', '🚀'],
    ['the other half', '\udc00"', '\ufffd\\"'],
    ['braces and commas', '{a="b",}', '{a=\\"b\\",}'],
    ['a carriage return and a NUL', 'a\r\0b', 'a\r\0b'],
  ])('spells %s in a name so that Prometheus reads it', async (_, name, spelled) => {
    const { samples } = await pageOf(snapshot([entry({ identity: identityOf(name) })]));
    expect(samples.get(`hook_active{hook_name="${spelled}",hook_event="",hook_agent="",hook_project=""}`)).toBe('0');
  });

  it('spells numbers as Prometheus reads them', () => {
    const values = [0, 7, 0.1, 1e21, 1e-7, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const text = [...expositionOf(gaugeOf(values))].join('');
    expect([...parsePage(text).samples.values()]).toEqual([
      '1',
      '0',
      '7',
      '0.1',
      '1e+21',
      '1e-7',
      'NaN',
      '+Inf',
      '-Inf',
    ]);
  });
});

const golden = snapshot([
  entry({
    outcomes: { ...noOutcomes(), success: 2, blocked: 1, failed: 1, lost: 1 },
    failures: new Map([
      ['1', { count: 1, born: 2 }],
      ['lost', { count: 1, born: 3 }],
    ]),
    duration: { buckets: [1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], count: 4, sum: micros(700_425_100) },
    cpu: { user: micros(350_000), system: micros(40_000) },
    log: { sum: 23_456_789, squares: 210_987_654 },
    active: 2,
    oldestOpenAt: micros(NOW - 90_500_000),
    lastAt: micros(NOW - 1_250_000),
    lastSuccessAt: micros(NOW - 60_000_000),
    consecutiveFailures: 1,
    timeout: micros(600_000_000),
  }),
  entry({
    identity: identityOf('never "ended"\n', 'pre-commit'),
    born: 4,
    active: 1,
    oldestOpenAt: NOW,
    lastAt: undefined,
  }),
]);

/** The stock text, with our Prometheus names in place of OpenTelemetry's; lone surrogates are ours to replace. */
function stockText(metrics: ResourceMetrics): string {
  const renamed = metrics.scopeMetrics.map(({ scope, metrics: all }) => ({
    scope,
    metrics: all.filter(({ dataPoints }) => dataPoints.length > 0).map(withPrometheusName),
  }));
  const serializer = new PrometheusSerializer(undefined, false, undefined, false, true);
  const text = serializer.serialize({ resource: metrics.resource, scopeMetrics: renamed });
  return text.replace('# no registered metrics', '').replace(/\p{Surrogate}/gu, '\ufffd');
}

function withPrometheusName(metric: MetricData): MetricData {
  const name = FAMILY_BY_OTEL_NAME.get(metric.descriptor.name)?.prometheus ?? 'not in the contract';
  return { ...metric, descriptor: { ...metric.descriptor, name } };
}

const sorted = (map: ReadonlyMap<string, string>): [string, string][] => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

function gaugeOf(values: readonly number[]): ResourceMetrics {
  const endTime: [number, number] = [0, 0];
  const metric = {
    descriptor: { name: 'test.gauge', description: 'A test.', unit: '', valueType: 1 },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: DataPointType.GAUGE as const,
    dataPoints: values.map((value, index) => ({
      startTime: endTime,
      endTime,
      attributes: { index: String(index) },
      value,
    })),
  };
  return { resource: emptyResource(), scopeMetrics: [{ scope: { name: 'test' }, metrics: [metric] }] };
}
