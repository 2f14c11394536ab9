import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { micros } from '../../src/base/units.ts';
import { metricsFile } from '../../src/exports/metrics-file.ts';
import { parseSpecMetrics } from '../../src/exports/spec-metrics.ts';
import { identityOf } from '../../src/journal/record.ts';
import type { Snapshot } from '../../src/ledger/snapshot.ts';
import { anySnapshot, entry, NOW, noOutcomes, snapshot } from './snapshots.ts';

const schema: unknown = JSON.parse(
  readFileSync(new URL('../../docs/metrics-file.schema.json', import.meta.url), 'utf8'),
);
if (typeof schema !== 'object' || schema === null) throw new Error('the schema is no object');
const ajv = new Ajv2020({ strict: true, allErrors: true });
const accepts = ajv.compile(schema);

const observed = (success: number, failed: number, us: number) => ({
  outcomes: { ...noOutcomes(), success, failed },
  duration: { ...entry().duration, count: success + failed, sum: micros(us) },
});

function read(of: Snapshot): { hook_performance: Record<string, Record<string, unknown>>; system_health: unknown } {
  return JSON.parse(metricsFile(of, { monitoringActive: true }));
}

describe('metrics.json', () => {
  it('is the golden one', async () => {
    const golden = snapshot(
      [
        entry({ ...observed(2, 1, 425_100) }),
        entry({ ...observed(1, 0, 12_345), active: 2, identity: identityOf('lint', 'pre-commit'), born: 2 }),
        entry({
          ...observed(1, 0, 1_001),
          identity: identityOf('lint', 'pre-push'),
          born: 3,
          lastAt: micros(NOW - 60e6),
        }),
      ],
      {
        imported: [
          { hook: 'archive', successful: 3, failed: 1, us: micros(8_000_000), lastAt: undefined, forgotten: false },
        ],
      },
    );
    await expect(metricsFile(golden, { monitoringActive: true })).toMatchFileSnapshot('../golden/exports/metrics.json');
  });

  it('has the spec’s own fields first, in the spec’s order and with the spec’s values', () => {
    const text = metricsFile(snapshot([entry(observed(2, 1, 425_100))]), { monitoringActive: true });
    expect(text.replaceAll(/\s/g, '')).toBe(
      '{"hook_performance":{"format":{"total_executions":3,"successful_executions":2,"failed_executions":1,' +
        '"average_execution_time":141.7,"success_rate":66.67,"last_execution":"2026-11-22T06:20:05+00:00",' +
        '"outcomes":{"success":2,"blocked":0,"failed":1,"not_found":0,"signaled":0,"timed_out":0,"lost":0},"open_runs":0}},' +
        '"system_health":{"total_hook_executions":3,"overall_success_rate":66.67,"monitoring_active":true}}',
    );
    expect(text.endsWith('}\n')).toBe(true);
  });

  it('is whole when nothing is known', () => {
    expect(read(snapshot([]))).toEqual({
      hook_performance: {},
      system_health: { total_hook_executions: 0, overall_success_rate: 0, monitoring_active: true },
    });
    expect(JSON.parse(metricsFile(snapshot([]), { monitoringActive: false }))).toMatchObject({
      system_health: { monitoring_active: false },
    });
  });

  it.each([
    [
      'a block as a success',
      entry({ outcomes: { ...noOutcomes(), blocked: 1 } }),
      { successful_executions: 1, failed_executions: 0 },
    ],
    [
      'five outcomes as failures',
      entry({ outcomes: { success: 0, blocked: 0, failed: 1, not_found: 1, signaled: 1, timed_out: 1, lost: 1 } }),
      { total_executions: 5, failed_executions: 5, success_rate: 0 },
    ],
    [
      'no rate and no time before the first end',
      entry({ active: 1, lastAt: undefined, oldestOpenAt: NOW }),
      {
        total_executions: 0,
        success_rate: 0,
        average_execution_time: 0,
        last_execution: '2026-11-22T06:20:05+00:00',
        open_runs: 1,
      },
    ],
    ['one failure in a million as less than everything', entry(observed(999_999, 1, 0)), { success_rate: 99.99 }],
    ['one success in a million as more than nothing', entry(observed(1, 999_999, 0)), { success_rate: 0.01 }],
    ['time to the microsecond', entry(observed(3, 0, 1)), { average_execution_time: 0 }],
    ['thirds of a millisecond', entry(observed(3, 0, 1_000)), { average_execution_time: 0.333 }],
    ['whole seconds', entry({ lastAt: micros(NOW + 999_999) }), { last_execution: '2026-11-22T06:20:05+00:00' }],
  ])('counts %s', (_, one, expected) => {
    expect(read(snapshot([one])).hook_performance['format']).toMatchObject(expected);
  });

  it('weighs imported durations by their count, and leaves out those that nobody recorded', () => {
    const imported = {
      hook: 'format',
      successful: 2,
      failed: 1,
      us: micros(9_000),
      lastAt: micros(NOW + 60e6),
      forgotten: false,
    };
    const own = entry(observed(1, 0, 1_000));
    expect(read(snapshot([own], { imported: [imported] })).hook_performance['format']).toMatchObject({
      total_executions: 4,
      successful_executions: 3,
      average_execution_time: 2.5,
      success_rate: 75,
      last_execution: '2026-11-22T06:21:05+00:00',
      outcomes: { success: 1, failed: 0 },
    });
    const unrecorded = { ...imported, us: micros(0), lastAt: undefined };
    expect(read(snapshot([own], { imported: [unrecorded] })).hook_performance['format']).toMatchObject({
      total_executions: 4,
      average_execution_time: 1,
    });
  });

  it('leaves a hook out when all of it is forgotten, from the totals too', () => {
    const gone = entry({ ...observed(5, 5, 0), forgotten: true }, 'gone');
    const imported = { hook: 'gone', successful: 7, failed: 0, us: micros(0), lastAt: undefined, forgotten: true };
    const back = entry({ ...observed(1, 1, 0), forgotten: true }, 'back');
    const again = entry({ ...observed(1, 0, 0), identity: identityOf('back', 'pre-push') });
    const file = read(snapshot([gone, back, again], { imported: [imported] }));
    expect(Object.keys(file.hook_performance)).toEqual(['back']);
    expect(file.system_health).toMatchObject({ total_hook_executions: 3 });
  });

  it('keeps every hook under its own name, sorted, whatever that is', () => {
    const names = ['b', 'toString', '__proto__', 'a"\n', 'constructor', 'é', '🚀', 'hasOwnProperty'];
    const entries = names.map((hook) => entry(observed(1, 0, 0), hook));
    expect(Object.keys(read(snapshot(entries)).hook_performance)).toEqual(names.toSorted());
  });

  it('adds up, is accepted by its schema, and is the same text for the same totals, whatever was counted', () => {
    fc.assert(
      fc.property(anySnapshot, (any) => {
        const text = metricsFile(any, { monitoringActive: true });
        const file = JSON.parse(text);
        expect(accepts(file), JSON.stringify(accepts.errors)).toBe(true);
        const hooks = Object.values(read(any).hook_performance);
        const sum = (field: string): number => hooks.reduce((total, hook) => total + Number(hook[field]), 0);
        expect(sum('total_executions')).toBe(file.system_health.total_hook_executions);
        expect(sum('successful_executions') + sum('failed_executions')).toBe(sum('total_executions'));
        expect(metricsFile({ ...any, takenAt: micros(NOW + 1e9) }, { monitoringActive: true })).toBe(text);
      }),
    );
  });

  it('can be read back as the spec’s own file, count for count', () => {
    fc.assert(
      fc.property(anySnapshot, (any) => {
        const back = parseSpecMetrics(metricsFile(any, { monitoringActive: true }));
        if (!back.ok) throw new Error(back.message);
        const runs = Object.values(read(any).hook_performance).reduce(
          (sum, hook) => sum + Number(hook['total_executions']),
          0,
        );
        const unnamed = Number(read(any).hook_performance['']?.['total_executions'] ?? 0);
        expect(back.hooks.reduce((sum, { successful, failed }) => sum + successful + failed, 0)).toBe(runs - unnamed);
      }),
    );
  });
});

describe('the schema of metrics.json', () => {
  const spec = {
    hook_performance: {
      format: {
        total_executions: 3,
        successful_executions: 2,
        failed_executions: 1,
        average_execution_time: 141.7,
        success_rate: 66.67,
        last_execution: '2026-11-22T06:20:05+00:00',
      },
    },
    system_health: { total_hook_executions: 3, overall_success_rate: 66.67, monitoring_active: true },
  };

  it('accepts the spec’s example, with and without additions', () => {
    expect(accepts(spec), JSON.stringify(accepts.errors)).toBe(true);
    expect(accepts({ ...spec, extra: 1, system_health: { ...spec.system_health, more: [] } })).toBe(true);
  });

  const withFormat = (fields: object): object => ({
    ...spec,
    hook_performance: { format: { ...spec.hook_performance.format, ...fields } },
  });

  it.each<[string, object]>([
    ['no hooks', { system_health: spec.system_health }],
    ['no health', { hook_performance: spec.hook_performance }],
    ['a negative count', withFormat({ total_executions: -1 })],
    ['half a run', withFormat({ failed_executions: 0.5 })],
    ['a count as text', withFormat({ successful_executions: '2' })],
    ['a ratio above 100 percent', withFormat({ success_rate: 101 })],
    ['a negative time', withFormat({ average_execution_time: -1 })],
    ['a date without a time', withFormat({ last_execution: '2026-11-22' })],
    ['a missing field', withFormat({ success_rate: undefined })],
    ['an unknown outcome count', withFormat({ outcomes: { success: 'x' } })],
    ['a list of hooks', { ...spec, hook_performance: [] }],
  ])('refuses %s', (_, file) => {
    expect(accepts(JSON.parse(JSON.stringify(file)))).toBe(false);
  });
});
