// What histories look like in bad cases: nothing here may crash, give NaN, or take long.

import { beforeAll, describe, expect, test } from 'vitest';
import { micros } from '../../src/base/units.ts';
import { type Insights, insightsOf } from '../../src/insight/insights.ts';
import { collectRuns, type RunHistory } from '../../src/insight/runs.ts';
import { identityOf } from '../../src/journal/record.ts';
import { DAY, HOUR, historyOf, MONDAY, repeat, SECOND, type TestRun } from '../support/history.ts';
import { lognormal, randomFrom } from '../support/random.ts';

const shuffled = (runs: readonly TestRun[]): TestRun[] => {
  const { uniform } = randomFrom(5);
  return runs
    .map((run) => ({ run, key: uniform() }))
    .sort((a, b) => a.key - b.key)
    .map(({ run }) => run);
};
const daily = repeat(400, HOUR, (i) => ({
  ms: i < 200 ? 100 + (i % 9) : 150 + (i % 9),
  outcome: i % 50 === 0 ? 'failed' : 'success',
  timeoutMs: 1000,
}));

const CASES: readonly (readonly [name: string, runs: readonly TestRun[], advice: readonly string[]])[] = [
  ['nothing', [], []],
  ['one run', [{ at: 0, ms: 10 }], []],
  ['one lost run', [{ at: 0, outcome: 'lost' }], []],
  ['one run that took no time', [{ at: 0, ms: 0 }], []],
  ['all failures', repeat(100, HOUR, () => ({ ms: 10, outcome: 'failed', code: 1 })), ['broken']],
  ['constant durations', repeat(1000, HOUR, () => ({ ms: 10, cpuMs: 10, timeoutMs: 1000 })), []],
  ['gaps of weeks', repeat(60, 21 * DAY, (i) => ({ ms: 100 + (i % 5), timeoutMs: 1000 })), []],
  [
    'a clock that jumped back to 1970',
    [...daily, ...daily.slice(0, 50).map((run) => ({ ...run, at: run.at - MONDAY }))],
    ['newly_slower'],
  ],
  ['durations longer than time itself', repeat(30, SECOND, () => ({ ms: 1e12 })), ['costly']],
  ['lost runs only', repeat(30, HOUR, () => ({ outcome: 'lost' })), ['broken']],
];

describe('insight into', () => {
  test.each(CASES)('%s is whole', (_, runs, advice) => {
    const history = historyOf(runs);
    const insights = insightsOf(history);
    expect(notNumbers(insights)).toEqual([]);
    expect(insights.advice.map(({ kind }) => kind)).toEqual(advice);
    expect(insights.hooks.reduce((sum, hook) => sum + hook.runs, 0)).toBe(runs.length);
  });

  test('runs that come in any order is the same', () => {
    expect(insightsOf(historyOf(shuffled(daily)))).toEqual(insightsOf(historyOf(daily)));
  });
});

/** Paths of numbers that are none. Deviations are infinite where durations do not vary. */
function notNumbers(value: unknown, path = ''): string[] {
  if (typeof value === 'number') return Number.isFinite(value) || path.endsWith('.deviations') ? [] : [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => notNumbers(inner, `${path}.${key}`));
}

describe('time', () => {
  const random = randomFrom(9);
  /** What looking at each run once, as JSON, takes on this machine. */
  let pass = 0;

  beforeAll(() => {
    const line = JSON.stringify({ v: 1, k: 'e', r: '0123456789abcdef', h: 'format', at: MONDAY, us: 123_456, c: 0 });
    const began = performance.now();
    for (let i = 0; i < 1_000_000; i++) JSON.parse(line);
    pass = performance.now() - began;
  });

  function filled(count: number, run: (i: number) => { hook: string; at: number; ms: number }): RunHistory {
    const collector = collectRuns();
    const known = new Map<string, ReturnType<typeof identityOf>>();
    for (let i = 0; i < count; i++) {
      const { hook, at, ms } = run(i);
      const identity = known.get(hook) ?? identityOf(hook);
      known.set(hook, identity);
      const outcome = random.uniform() < 0.02 ? 'failed' : 'success';
      collector.add({
        identity,
        at: micros(MONDAY + at),
        us: micros(ms * 1e3),
        cpu: micros(0),
        outcome,
        code: 1,
        timeout: undefined,
      });
    }
    return collector.history();
  }

  function timed(work: () => Insights): { readonly passes: number; readonly insights: Insights } {
    const began = performance.now();
    const insights = work();
    return { passes: (performance.now() - began) / pass, insights };
  }

  test('for a million runs of one hook is that of few passes over them', () => {
    const durations = lognormal(random, 1000, 100, 0.3);
    const run = (i: number) => ({
      hook: 'busy',
      at: i * SECOND,
      ms: (durations[i % 1000] ?? 0) * (i < 700_000 ? 1 : 2),
    });
    const { passes, insights } = timed(() => insightsOf(filled(1_000_000, run)));
    console.info(`a million runs of one hook: ${passes.toFixed(2)} times JSON.parse of as many lines`);
    expect(insights.hooks[0]?.durationChanges.map(({ runs }) => Math.round(runs / 1000))).toEqual([294]);
    expect(passes).toBeLessThan(8);
  });

  test('for ten thousand hooks with one run each is less than that', () => {
    const { passes, insights } = timed(() =>
      insightsOf(filled(10_000, (i) => ({ hook: `hook ${i}`, at: i * SECOND, ms: 10 }))),
    );
    console.info(`ten thousand hooks: ${passes.toFixed(2)} times JSON.parse of a million lines`);
    expect(insights.hooks.length).toBe(10_000);
    expect(passes).toBeLessThan(3);
  });

  test('for five hundred hooks with two thousand runs each is that of few passes', () => {
    const run = (i: number) => ({
      hook: `hook ${i % 500}`,
      at: Math.floor(i / 500) * 600 * SECOND,
      ms: 20 + 20 * random.uniform(),
    });
    const { passes, insights } = timed(() => insightsOf(filled(1_000_000, run)));
    console.info(`five hundred hooks: ${passes.toFixed(2)} times JSON.parse of a million lines`);
    expect(insights.changedTogether).toEqual([]);
    expect(passes).toBeLessThan(15);
  });
});
