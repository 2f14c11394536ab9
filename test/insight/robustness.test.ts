// What histories look like in bad cases: nothing here may crash or give NaN. How much work long ones are: work.test.ts.

import { describe, expect, test } from 'vitest';
import { insightsOf } from '../../src/insight/insights.ts';
import { DAY, HOUR, historyOf, MONDAY, repeat, SECOND, type TestRun } from '../support/history.ts';
import { randomFrom } from '../support/random.ts';

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
