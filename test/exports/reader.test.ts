import { DataPointType, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { describe, expect, it } from 'vitest';
import { micros } from '../../src/base/units.ts';
import { FAMILIES } from '../../src/exports/contract.ts';
import { createHookReader, wholeMetrics } from '../../src/exports/reader.ts';
import { entry, NOW, noOutcomes, snapshot } from './snapshots.ts';

describe('reading a snapshot through OpenTelemetry', () => {
  it('gives every family of the contract under its OpenTelemetry name, unit and kind', async () => {
    const { scopeMetrics } = await createHookReader({ version: '1.2.3' }).collect(snapshot([entry()]));
    expect(scopeMetrics.map(({ scope }) => scope)).toEqual([{ name: 'hookmeter', version: '1.2.3' }]);
    const families = scopeMetrics
      .flatMap(({ metrics }) => metrics)
      .map((metric) => ({
        otel: metric.descriptor.name,
        unit: metric.descriptor.unit,
        help: metric.descriptor.description,
        kind: kindOf(metric),
      }));
    expect(families).toEqual(Object.values(FAMILIES).map(({ otel, unit, help, kind }) => ({ otel, unit, help, kind })));
  });

  it('gives each of many collections at once its own snapshot', async () => {
    const reader = createHookReader({ version: '1.2.3', pause: () => new Promise((resolve) => setImmediate(resolve)) });
    const sizes = [3, 700, 1, 0, 250, 12];
    const collected = await Promise.all(
      sizes.map((size) =>
        reader.collect(snapshot(Array.from({ length: size }, () => entry({ active: size, born: size })))),
      ),
    );
    expect(collected.map(valuesOf('hook.active'))).toEqual(sizes.map((size) => new Array(size).fill(size)));
  });

  it('keeps the points of an entry, and the attributes of a series, for as long as they are the same', async () => {
    const reader = createHookReader({ version: '1.2.3' });
    const same = entry({ failures: new Map([['1', { count: 1, born: 2 }]]) });
    const first = await reader.collect(snapshot([same]));
    const again = await reader.collect(snapshot([same], { takenAt: micros(NOW + 5_000_000) }));
    expect(pointsOf(again)).toEqual(pointsOf(first));
    expect(pointsOf(again).every((point, index) => point === pointsOf(first)[index])).toBe(true);
    expect(pointsOf(again).every(({ endTime }) => endTime[0] === 1_795_328_410)).toBe(true);
    const changed = await reader.collect(snapshot([{ ...same, active: 1 }]));
    expect(pointsOf(changed).every(({ attributes }, index) => attributes === pointsOf(first)[index]?.attributes)).toBe(
      true,
    );
  });

  it('pauses between slices of a large collection only', async () => {
    const pauses = async (size: number): Promise<number> => {
      let count = 0;
      const pause = async (): Promise<void> => {
        count++;
      };
      const entries = Array.from({ length: size }, (_, born) => entry({ born }, `hook ${born}`));
      await createHookReader({ version: '1.2.3', pause }).collect(snapshot(entries));
      return count;
    };
    expect(await pauses(100)).toBe(0);
    expect(await pauses(1000)).toBe(4 + Object.keys(FAMILIES).length);
  });

  it.each([
    [
      'a first run that is open',
      { active: 1, lastAt: undefined, oldestOpenAt: micros(NOW - 2_500_000) },
      {
        'hook.active': [1],
        'hook.active.oldest': [2.5],
        'hook.success_ratio': [],
        'hook.last_execution.timestamp': [],
        'hook.last_success.timestamp': [],
        'hook.timeout': [],
      },
    ],
    [
      'a run that a clock says starts later',
      { active: 1, oldestOpenAt: micros(NOW + 1_000_000) },
      { 'hook.active.oldest': [0] },
    ],
    [
      'nothing open',
      { lastAt: NOW, lastSuccessAt: micros(NOW - 1_500_000), timeout: micros(2_500_000) },
      {
        'hook.active': [0],
        'hook.active.oldest': [0],
        'hook.last_execution.timestamp': [1_795_328_405],
        'hook.last_success.timestamp': [1_795_328_403.5],
        'hook.timeout': [2.5],
        'hook.failures': [],
      },
    ],
    [
      'blocks, which are no failures',
      { outcomes: { ...noOutcomes(), success: 1, blocked: 2, failed: 1 } },
      { 'hook.executions': [1, 2, 1, 0, 0, 0, 0], 'hook.success_ratio': [0.75] },
    ],
    [
      'failures',
      {
        outcomes: { ...noOutcomes(), failed: 2 },
        failures: new Map([['1', { count: 2, born: 1 }]]),
        consecutiveFailures: 2,
      },
      { 'hook.failures': [2], 'hook.success_ratio': [0], 'hook.consecutive_failures': [2] },
    ],
    [
      'log moments',
      { log: { sum: 1_500_000, squares: 2_250_000 } },
      { 'hook.duration.log': [1.5], 'hook.duration.log_squares': [2.25] },
    ],
    ['processor time', { cpu: { user: micros(1_250_000), system: micros(1) } }, { 'hook.cpu.time': [1.25, 0.000001] }],
  ])('shows %s', async (_, fields, expected) => {
    const collected = await createHookReader({ version: '1.2.3' }).collect(snapshot([entry(fields)]));
    const shown = Object.fromEntries(Object.keys(expected).map((name) => [name, valuesOf(name)(collected)]));
    expect(shown).toEqual(expected);
  });

  it.each([
    ['forgotten', { forgotten: true }, 0],
    ['idle for 30 days', { lastAt: micros(NOW - 30 * 86_400e6) }, 1],
    ['idle for longer', { lastAt: micros(NOW - 30 * 86_400e6 - 1) }, 0],
    ['idle for longer, but running now', { lastAt: micros(NOW - 31 * 86_400e6), active: 1, oldestOpenAt: NOW }, 1],
    ['from a clock that is ahead', { lastAt: micros(NOW + 86_400e6) }, 1],
  ])('has an entry that is %s so many times: %#', async (_, fields, times) => {
    const collected = await createHookReader({ version: '1.2.3' }).collect(snapshot([entry(fields)]));
    expect(valuesOf('hook.active')(collected).length).toBe(times);
  });

  it('throws rather than give a part', async () => {
    const errors = [new Error('an instrument failed')];
    const resourceMetrics = await createHookReader({ version: '1.2.3' }).collect(snapshot([]));
    expect(wholeMetrics({ resourceMetrics, errors: [] })).toBe(resourceMetrics);
    expect(() => wholeMetrics({ resourceMetrics, errors })).toThrow('could not collect every metric');
  });

  it('throws once it is shut down, and shuts down without a server', async () => {
    const reader = createHookReader({ version: '1.2.3' });
    await reader.shutdown();
    await expect(reader.collect(snapshot([]))).rejects.toThrow('shutdown');
  });
});

const metricsOf = ({ scopeMetrics }: ResourceMetrics) => scopeMetrics.flatMap(({ metrics }) => metrics);
const pointsOf = (collected: ResourceMetrics) => metricsOf(collected).flatMap(({ dataPoints }) => [...dataPoints]);

const valuesOf = (name: string) => (collected: ResourceMetrics) =>
  metricsOf(collected)
    .filter(({ descriptor }) => descriptor.name === name)
    .flatMap(({ dataPoints }) => dataPoints.map(({ value }) => value));

function kindOf(metric: ReturnType<typeof metricsOf>[number]): string {
  if (metric.dataPointType !== DataPointType.SUM)
    return metric.dataPointType === DataPointType.GAUGE ? 'gauge' : 'histogram';
  return metric.isMonotonic ? 'counter' : 'updowncounter';
}
