import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { micros } from '../../src/base/units.ts';
import { parseSpecMetrics } from '../../src/exports/spec-metrics.ts';
import { NOW } from './snapshots.ts';

const fileOf = (hooks: unknown): string => JSON.stringify({ hook_performance: hooks, system_health: {} });

describe('reading the file of the spec’s recorder', () => {
  it('takes over what it says', () => {
    const text = fileOf({
      format: {
        total_executions: 3,
        successful_executions: 2,
        failed_executions: 1,
        average_execution_time: 141.7,
        success_rate: 66.67,
        last_execution: '2026-11-22T06:20:05+00:00',
      },
      lint: {
        total_executions: 1,
        successful_executions: 1,
        failed_executions: 0,
        last_execution: '2026-11-22T07:20:05+01:00',
      },
    });
    expect(parseSpecMetrics(text)).toEqual({
      ok: true,
      hooks: [
        { hook: 'format', successful: 2, failed: 1, us: micros(425_100), lastAt: NOW },
        { hook: 'lint', successful: 1, failed: 0, us: micros(0), lastAt: NOW },
      ],
      warnings: [],
    });
  });

  const counts = (total: unknown, successful: unknown, failed: unknown): string =>
    fileOf({ a: { total_executions: total, successful_executions: successful, failed_executions: failed } });
  const parts = ', but 2 succeeded and 1 failed: 3 are taken over';

  it.each<[string, string, [number, number] | undefined, string[]]>([
    ['a total that lost updates', counts(2, 2, 1), [2, 1], [`hook_performance["a"].total_executions is 2${parts}`]],
    ['parts that lost updates', counts(9, 2, 1), [2, 1], [`hook_performance["a"].total_executions is 9${parts}`]],
    ['no total', counts(null, 2, 1), [2, 1], []],
    ['no failures', counts(3, 2, null), [2, 1], []],
    ['no successes', counts(3, undefined, 1), [2, 1], []],
    ['a part only', counts(undefined, 2, undefined), [2, 0], []],
    [
      'more successes than runs',
      counts(1, 2, null),
      [2, 0],
      ['hook_performance["a"].total_executions is 1, but 2 succeeded and 0 failed: 2 are taken over'],
    ],
    [
      'a total only',
      counts(3, null, null),
      undefined,
      ['hook_performance["a"] does not say how many executions succeeded and failed: it is left out'],
    ],
    ['no run yet', counts(0, 0, 0), undefined, []],
    [
      'nothing at all',
      counts(null, null, null),
      undefined,
      ['hook_performance["a"] does not say how many executions succeeded and failed: it is left out'],
    ],
  ])('settles %s', (_, text, taken, warnings) => {
    const [successful, failed] = taken ?? [];
    const hooks = taken === undefined ? [] : [{ hook: 'a', successful, failed, us: 0, lastAt: undefined }];
    expect(parseSpecMetrics(text)).toEqual({ ok: true, hooks, warnings });
  });

  it.each([
    [
      'an unreadable time',
      { last_execution: 'yesterday' },
      'hook_performance["a"].last_execution is "yesterday", expected a time like 2026-11-22T06:20:05+00:00: taken as unknown',
    ],
    [
      'a time before 1970',
      { last_execution: '1969-12-31T23:59:59+00:00' },
      'hook_performance["a"].last_execution is "1969-12-31T23:59:59+00:00", expected a time like 2026-11-22T06:20:05+00:00: taken as unknown',
    ],
  ])('goes on after %s', (_, fields, warning) => {
    const text = fileOf({ a: { successful_executions: 1, ...fields } });
    expect(parseSpecMetrics(text)).toEqual({
      ok: true,
      hooks: [{ hook: 'a', successful: 1, failed: 0, us: 0, lastAt: undefined }],
      warnings: [warning],
    });
  });

  it('leaves out a hook without a name, and keeps odd names', () => {
    const one = { successful_executions: 1 };
    const text = fileOf(JSON.parse(`{"":${JSON.stringify(one)},"__proto__":${JSON.stringify(one)}}`));
    const read = parseSpecMetrics(text);
    expect(read).toMatchObject({ ok: true, warnings: ['hook_performance[""]: a hook without a name is left out'] });
    expect(read.ok && read.hooks.map(({ hook }) => hook)).toEqual(['__proto__']);
  });

  it('reads past a byte order mark', () => {
    expect(parseSpecMetrics(`\uFEFF${fileOf({})}`)).toEqual({ ok: true, hooks: [], warnings: [] });
  });

  it.each([
    ['nothing', '  \n', 'the file is empty'],
    ['half a file', '{"hook_perf', 'the file is not JSON: '],
    ['a list', '[]', 'the file is [], expected an object'],
    ['no hooks', '{}', 'hook_performance is missing, expected an object'],
    ['a list of hooks', fileOf([1]), 'hook_performance is [1], expected an object'],
    ['a hook that is none', fileOf({ a: null }), 'hook_performance["a"] is null, expected an object'],
    [
      'a negative count',
      counts(1, -1, 0),
      'hook_performance["a"].successful_executions is -1, expected a number from 0',
    ],
    ['half a run', counts(1.5, 1, 0), 'hook_performance["a"].total_executions is 1.5, expected a whole number'],
    ['a count as text', counts(1, 1, '0'), 'hook_performance["a"].failed_executions is "0", expected a number from 0'],
    [
      'an infinite time',
      '{"hook_performance":{"a":{"successful_executions":1,"average_execution_time":1e999}}}',
      'hook_performance["a"].average_execution_time is Infinity, expected a number from 0',
    ],
    [
      'an age of time',
      fileOf({ a: { successful_executions: 9e15, average_execution_time: 9 } }),
      'hook_performance["a"].average_execution_time is 9, which is too much',
    ],
    [
      'a time that is a number',
      fileOf({ a: { last_execution: 5 } }),
      'hook_performance["a"].last_execution is 5, expected a time like 2026-11-22T06:20:05+00:00',
    ],
  ])('refuses %s and says where', (_, text, message) => {
    const read = parseSpecMetrics(text);
    expect(read.ok ? read : read.message).toContain(message);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((json) => `{"hook_performance":{"a":${json}}}`),
        ),
        (text) => {
          expect(typeof parseSpecMetrics(text).ok).toBe('boolean');
        },
      ),
    );
  });
});
