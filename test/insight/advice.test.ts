import { describe, expect, test } from 'vitest';
import type { Advice } from '../../src/insight/advice.ts';
import { insightsOf } from '../../src/insight/insights.ts';
import { DAY, HOUR, historyOf, MONDAY, repeat, SECOND, type TestRun } from '../support/history.ts';
import { randomFrom } from '../support/random.ts';

const advised = (runs: readonly TestRun[]): readonly Advice[] => insightsOf(historyOf(runs)).advice;
const kinds = (runs: readonly TestRun[]): string[] => advised(runs).map(({ hook, kind }) => `${hook} ${kind}`);
const wavy = (ms: number, i: number): number => ms * (1 + (i % 7) / 100);
const fails = (isFailure: boolean, code = 1) => ({
  outcome: isFailure ? ('failed' as const) : ('success' as const),
  code,
});

describe('advice', () => {
  test('is not given for few runs, and not for a hook that is well', () => {
    expect(kinds(repeat(19, SECOND, () => ({ ms: 60_000, timeoutMs: 61_000 })))).toEqual([]);
    expect(kinds(repeat(500, HOUR, (i) => ({ ms: wavy(20, i), timeoutMs: 1000 })))).toEqual([]);
  });

  test('to undo what made a hook slower says when that was, and what it saves a day', () => {
    // 24 runs a day, each slower by 100 ms: 2.4 s a day.
    const runs = repeat(480, HOUR, (i) => ({ hook: 'lint', ms: wavy(i < 400 ? 100 : 200, 0) + (i % 5) }));
    expect(advised(runs)).toEqual([
      {
        kind: 'newly_slower',
        hook: 'lint',
        savedPerDay: expect.closeTo(2.405e6, -4),
        confidence: 'high',
        change: expect.objectContaining({
          from: MONDAY + 400 * HOUR,
          after: MONDAY + 399 * HOUR,
          was: 102_000,
          is: 202_000,
          runs: 80,
        }),
      },
    ]);
  });

  test('is not to undo what was a month ago, or was for the faster', () => {
    expect(kinds(repeat(1200, HOUR, (i) => ({ ms: (i < 400 ? 100 : 200) + (i % 5) })))).toEqual([]);
    expect(kinds(repeat(480, HOUR, (i) => ({ ms: (i < 400 ? 200 : 100) + (i % 5) })))).toEqual([]);
  });

  test('begins with what is broken, however little time that costs', () => {
    const { uniform } = randomFrom(3);
    const all = [
      ...repeat(400, HOUR / 4, (i) => ({ hook: 'broken', ms: 5, ...fails(i >= 380, 9) })),
      ...repeat(400, HOUR / 4, (i) => ({
        hook: 'gone',
        ms: 5,
        ...(i % 2 === 0 ? { outcome: 'not_found' as const } : {}),
      })),
      ...repeat(400, HOUR / 4, (i) => ({ hook: 'slow', ms: wavy(20_000, i), cpuMs: 1000 })),
      ...repeat(400, HOUR / 4, (i) => ({ hook: 'near', event: 'e', ms: wavy(90, i), timeoutMs: 100 })),
      ...repeat(400, HOUR / 4, () => ({ hook: 'flaky', ms: 5, ...fails(uniform() < 0.1) })),
    ];
    const found = kinds(all);
    expect(found.slice(0, 2)).toEqual(['broken broken', 'gone not_found']);
    expect(found[2]).toBe('near near_timeout');
    expect(found).toContain('slow costly');
    expect(found).toContain('flaky flaky');
    expect(advised(all)[0]).toMatchObject({ streak: 20, since: MONDAY + 95 * HOUR, always: false, error: '9' });
  });

  test('on the most costly hook says what its time goes into', () => {
    const [costly] = advised(repeat(240, HOUR, (i) => ({ ms: wavy(10_000, i % 2), cpuMs: 9500 })));
    expect(costly).toMatchObject({
      kind: 'costly',
      criticalShare: 1,
      p50: 10_050_000,
      work: { kind: 'computing' },
      confidence: 'low',
    });
    // Half of 24 runs of 10.05 s.
    expect(costly?.savedPerDay).toBeCloseTo(((240 * 10.05e6 * DAY) / (239 * HOUR)) * 0.5, -1);
  });

  test('counts less than a day as a day', () => {
    expect(advised(repeat(30, 11 * SECOND, () => ({ ms: 10_000 })))).toMatchObject([
      { kind: 'costly', savedPerDay: 150e6 },
    ]);
  });

  test('on a long tail takes two hundred runs', () => {
    const runs = repeat(300, HOUR, (i) => ({ ms: i % 30 === 7 ? 3000 : wavy(50, i) }));
    expect(kinds(runs)).toEqual(['a tail']);
    expect(kinds(runs.slice(0, 190))).toEqual([]);
  });

  test('on a hook that begins several times at once', () => {
    const runs = repeat(30, HOUR, () => ({ ms: 50 }));
    expect(advised([...runs, ...runs])).toMatchObject([{ kind: 'repeated', times: 30, moments: 30 }]);
    expect(kinds([...runs, ...runs.map((run) => ({ ...run, event: 'other' }))])).toEqual([]);
  });

  test('on failures that began tells the rates', () => {
    const runs = repeat(400, HOUR, (i) => ({ ms: 5, ...fails(i >= 300 && i % 2 === 0) }));
    expect(advised(runs).filter(({ kind }) => kind === 'newly_failing')).toMatchObject([
      { change: { was: 0, is: expect.closeTo(0.5, 1), from: MONDAY + 300 * HOUR } },
    ]);
  });

  test('on a timeout that will be reached says when', () => {
    const rising = repeat(30 * 24, HOUR, (i) => ({ ms: 100 + 2 * Math.floor(i / 24) + (i % 3), timeoutMs: 205 }));
    expect(advised(rising).filter(({ kind }) => kind === 'near_timeout')).toMatchObject([
      { forecast: { kind: 'reaches' }, timeout: 205_000, confidence: 'medium' },
    ]);
  });
});
