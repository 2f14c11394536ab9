import { DataPointType, type MetricData } from '@opentelemetry/sdk-metrics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { micros } from '../../src/base/units.ts';
import { beginningsOf } from '../../src/exports/beginnings.ts';
import { FAMILIES, type Family } from '../../src/exports/contract.ts';
import { heldBack } from '../../src/exports/held-back.ts';
import { createHookReader } from '../../src/exports/reader.ts';
import type { Snapshot } from '../../src/ledger/snapshot.ts';
import { anySnapshot, entry, NOW, noCounters, noOutcomes, snapshot } from './snapshots.ts';

const MINUTE = 60_000_000;
const counting: readonly Family[] = Object.values(FAMILIES).filter(
  ({ kind }) => kind === 'counter' || kind === 'histogram',
);

interface Told {
  readonly name: string;
  readonly series: string;
  readonly at: number;
  readonly start: number;
  readonly value: number | readonly number[];
}

const microsOf = ([seconds, nanos]: readonly [number, number]): number => seconds * 1e6 + nanos / 1e3;

function pointsIn(metrics: readonly MetricData[]): Told[] {
  return metrics.flatMap((metric) => {
    if (metric.dataPointType === DataPointType.EXPONENTIAL_HISTOGRAM) throw new Error('not ours');
    const name = metric.descriptor.name;
    return metric.dataPoints.map(({ attributes, startTime, endTime, value }) => ({
      name,
      series: `${name}${JSON.stringify(attributes)}`,
      at: microsOf(endTime),
      start: microsOf(startTime),
      value: typeof value === 'number' ? value : [value.count, value.sum ?? -1, ...value.buckets.counts],
    }));
  });
}

const reader = createHookReader({ version: '1' });
const pageOf = async (any: Snapshot): Promise<Told[]> =>
  pointsIn((await reader.collect(any)).scopeMetrics.flatMap(({ metrics }) => metrics));

describe('how series begin', () => {
  const busy = {
    outcomes: { ...noOutcomes(), success: 3, failed: 2 },
    failures: new Map([['7', { count: 2, born: 5 }]]),
  };
  const startedAt = micros(NOW - 10 * MINUTE);

  it('a new entry began at zero, with every counter, when its first run started', () => {
    const points = pointsIn(beginningsOf(snapshot([entry({ ...busy, born: 5, startedAt })]), undefined));
    expect(new Set(points.map(({ name }) => name))).toEqual(new Set(counting.map(({ otel }) => otel)));
    for (const { at, start, value } of points) {
      expect([at, start, [value].flat().every((part) => part === 0)]).toEqual([startedAt + 1000, startedAt, true]);
    }
  });

  it('what a receiver knows does not begin again', () => {
    const known = snapshot([entry({ ...busy, born: 5, startedAt })]);
    expect(beginningsOf(known, { lastBorn: 5, at: NOW })).toEqual([]);
  });

  it('a new error type of a known entry began when the receiver was last told', () => {
    const at = micros(NOW - MINUTE);
    const known = snapshot([entry({ ...busy, born: 1, startedAt })], { lastBorn: 5 });
    const points = pointsIn(beginningsOf(known, { lastBorn: 4, at }));
    expect(points.map(({ name, at, value }) => [name, at, value])).toEqual([['hook.failures', at, 0]]);
  });

  it('an entry that came back begins where it had left, and only where it is known when that was told', () => {
    const before = { ...noCounters(), outcomes: { ...noOutcomes(), success: 2 } };
    const back = snapshot([entry({ ...busy, born: 9, before, startedAt: micros(NOW - 1000 * MINUTE) })]);
    const at = micros(NOW - MINUTE);
    const successes = pointsIn(beginningsOf(back, { lastBorn: 8, at })).filter(({ series }) =>
      series.includes('"success"'),
    );
    expect(successes.map(({ value, at }) => [value, at])).toEqual([[2, at]]);
    expect(beginningsOf(back, undefined)).toEqual([]);
  });

  it.each([
    [45 * MINUTE - 2000, true],
    [45 * MINUTE + 2000, false],
  ])('what began %d µs ago is told: %s, since receivers do not look further back', (ago, isTold) => {
    const began = entry({ ...busy, born: 5, startedAt: micros(NOW - ago) });
    expect(beginningsOf(snapshot([began]), undefined).length > 0).toBe(isTold);
  });

  it.each([-5 * MINUTE, -1, 0, 999])('a clock that is ahead begins nothing: first run %d µs ago', (ago) => {
    const ahead = entry({ ...busy, born: 5, startedAt: micros(NOW - ago) });
    expect(beginningsOf(snapshot([ahead]), undefined)).toEqual([]);
  });

  it('a forgotten entry does not begin', () => {
    expect(beginningsOf(snapshot([entry({ ...busy, born: 5, startedAt, forgotten: true })]), undefined)).toEqual([]);
  });

  it('is what a scraper would be served first, dated before now, of series that are told now and of no others', async () => {
    await fc.assert(
      fc.asyncProperty(anySnapshot, fc.nat({ max: 21 }), fc.nat({ max: 44 * MINUTE }), async (any, seen, ago) => {
        const told = { lastBorn: seen, at: micros(NOW - ago) };
        const first = new Map((await pageOf(heldBack(any, seen))).map((point) => [point.series, point]));
        const now = new Set((await pageOf(any)).map(({ series }) => series));
        for (const { series, value, at, start } of pointsIn(beginningsOf(any, told))) {
          expect([series, value, now.has(series), at < NOW]).toEqual([series, first.get(series)?.value, true, true]);
          expect(at === told.at || at === start + 1000).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });
});
