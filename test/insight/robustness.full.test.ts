// What is seen in very long histories.

import { beforeEach, expect, test } from 'vitest';
import { insightsOf } from '../../src/insight/insights.ts';
import { historyOf, SECOND, type TestRun } from '../support/history.ts';
import { lognormal, randomFrom } from '../support/random.ts';

let random = randomFrom(9);
beforeEach(() => {
  random = randomFrom(9); // in any order of the tests the same numbers
});

function* runs(count: number, run: (i: number) => TestRun): Iterable<TestRun> {
  for (let i = 0; i < count; i++) yield { outcome: random.uniform() < 0.02 ? 'failed' : 'success', code: 1, ...run(i) };
}

test('a million runs of one hook have the change that they had', () => {
  const durations = lognormal(random, 1000, 100, 0.3);
  const run = (i: number): TestRun => ({
    hook: 'busy',
    at: i * SECOND,
    ms: (durations[i % 1000] ?? 0) * (i < 700_000 ? 1 : 2),
  });
  const [hook] = insightsOf(historyOf(runs(1_000_000, run))).hooks;
  expect(hook?.durationChanges.map(({ runs: since }) => Math.round(since / 1000))).toEqual([294]);
});

test('ten thousand hooks are ten thousand', () => {
  const run = (i: number): TestRun => ({ hook: `hook ${i}`, at: i * SECOND, ms: 10 });
  expect(insightsOf(historyOf(runs(10_000, run))).hooks.length).toBe(10_000);
});

test('of five hundred hooks with two thousand runs each none changed together', () => {
  const run = (i: number): TestRun => ({
    hook: `hook ${i % 500}`,
    at: Math.floor(i / 500) * 600 * SECOND,
    ms: 20 + 20 * random.uniform(),
  });
  expect(insightsOf(historyOf(runs(1_000_000, run))).changedTogether).toEqual([]);
});
