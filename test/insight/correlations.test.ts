import { beforeEach, describe, expect, test } from 'vitest';
import { micros } from '../../src/base/units.ts';
import { changedTogether } from '../../src/insight/changed-together.ts';
import { failedTogether } from '../../src/insight/failed-together.ts';
import { durationChanges } from '../../src/insight/hook-changes.ts';
import { successions } from '../../src/insight/successions.ts';
import { HOUR, historyOf, repeat, SECOND, type TestRun } from '../support/history.ts';
import { randomFrom } from '../support/random.ts';

let random = randomFrom(31);
beforeEach(() => {
  random = randomFrom(31); // in any order of the tests the same numbers
});

/** Runs a few times an hour for 300 hours, failing in the hours that `fails` names, and now and then. */
const hourly = (hook: string, fails: (hour: number) => boolean): TestRun[] =>
  repeat(600, HOUR / 2, (i) => ({
    hook,
    outcome: fails(Math.floor(i / 2)) || random.uniform() < 0.02 ? 'failed' : 'success',
  }));

describe('hooks that fail', () => {
  test('in the same hours are told together, and others are not', () => {
    const others = Array.from({ length: 20 }, (_, i) => hourly(`other ${i}`, () => false));
    const { hooks } = historyOf(
      [hourly('a', (hour) => hour % 20 === 0), hourly('b', (hour) => hour % 20 === 0), ...others].flat(),
    );
    expect(failedTogether(hooks).map((found) => found.hooks)).toEqual([['a', 'b']]);
  });

  test('by chance are hardly ever told together', () => {
    let seen = 0;
    for (let i = 0; i < 50; i++) {
      const { hooks } = historyOf(
        Array.from({ length: 10 }, (_, hook) => hourly(`${hook}`, () => random.uniform() < 0.1)).flat(),
      );
      if (failedTogether(hooks).length > 0) seen++;
    }
    expect(seen).toBeLessThanOrEqual(2);
  });
});

const slowedAt = (hook: string, hour: number): TestRun[] =>
  repeat(600, HOUR / 2, (i) => ({ hook, ms: (i / 2 < hour ? 100 : 180) * Math.exp(0.1 * random.normal()) }));

describe('hooks that became slower', () => {
  const changesOf = (runs: readonly TestRun[]) =>
    historyOf(runs).hooks.map((hook) => ({
      hook: hook.hook,
      from: micros(hook.at[0] ?? 0),
      until: micros(hook.at.at(-1) ?? 0),
      changes: durationChanges(hook),
    }));

  test('at the same time are told together, and others are not', () => {
    const found = changedTogether(
      changesOf([slowedAt('a', 200), slowedAt('b', 200), slowedAt('c', 100), slowedAt('d', 260)].flat()),
    );
    expect(found.map(({ hooks, direction }) => [...hooks, direction])).toEqual([['a', 'b', 'slower']]);
    expect(changedTogether([])).toEqual([]);
  });
});

describe('hooks that follow each other', () => {
  test('within two seconds are told in their order', () => {
    const moments = Array.from({ length: 200 }, (_, i) => i * 600 * SECOND + random.uniform() * 300 * SECOND);
    const alone = Array.from({ length: 200 }, () => ({
      hook: 'alone',
      at: random.uniform() * 200 * 600 * SECOND,
      ms: 100,
    }));
    const { hooks } = historyOf([
      ...moments.map((at) => ({ hook: 'format', at, ms: 50 })),
      ...moments.map((at) => ({ hook: 'lint', at: at + 1.5 * SECOND, ms: 1000 })),
      ...alone,
    ]);
    expect(successions(hooks)).toEqual([
      { first: 'format', next: 'lint', times: 200, runs: 200, p: expect.any(Number) },
    ]);
  });

  test('in a storm, in which everything is near everything, are not told', () => {
    const { hooks } = historyOf(
      Array.from({ length: 3000 }, (_, i) => ({ hook: `${i % 5}`, at: random.uniform() * 600 * SECOND, ms: 10 })),
    );
    expect(successions(hooks)).toEqual([]);
  });
});
