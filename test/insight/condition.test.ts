import { describe, expect, test } from 'vitest';
import { conditionOf } from '../../src/insight/condition.ts';
import { failurePatterns } from '../../src/insight/failure-patterns.ts';
import { DAY, HOUR, historyOf, hookOf, MONDAY, repeat, type TestRun } from '../support/history.ts';
import { randomFrom } from '../support/random.ts';

const of = (text: string): TestRun[] =>
  Array.from(text, (letter, i) => ({ at: i * HOUR, outcome: letter === 'x' ? 'failed' : 'success' }));
const [ok, bad] = ['.'.repeat(50), 'x'.repeat(50)];

describe('a hook', () => {
  test.each([
    ['....', { kind: 'too_few', runs: 4 }],
    ['.....', { kind: 'working', runs: 5 }],
    ['xx', { kind: 'too_few', runs: 2 }],
    ['xxx', { kind: 'broken', streak: 3, since: MONDAY, always: true }],
    [`${ok}xxx`, { kind: 'broken', streak: 3, since: MONDAY + 50 * HOUR, always: false }],
    [ok + bad.repeat(6), { kind: 'broken', streak: 300, since: MONDAY + 50 * HOUR, always: false }],
    [bad.repeat(6) + ok.repeat(4), { kind: 'working', runs: 200 }],
    [`${ok}x${ok}x${ok}`, { kind: 'rare', failures: 2, runs: 152, rate: 2 / 152, z: expect.closeTo(0.1896, 4) }],
    ['..x'.repeat(50), { kind: 'flaky', failures: 50, runs: 150, rate: 1 / 3, z: expect.closeTo(5.9651, 4) }],
    [ok + bad + ok, { kind: 'in_periods', failures: 50, runs: 150, rate: 1 / 3, z: expect.closeTo(-11.92, 1) }],
    [`${'.x'.repeat(30)}xxx`, { kind: 'flaky', failures: 33, runs: 63, rate: 33 / 63, z: expect.any(Number) }],
  ] as const)('%# is what its outcomes say: %s', (text, expected) => {
    expect(conditionOf(hookOf(of(text)))).toEqual(expected);
  });
});

const patternsOf = (runs: readonly TestRun[], offset = 0) => {
  const history = historyOf(runs);
  const [hook] = history.hooks;
  if (hook === undefined) throw new Error('no runs');
  return failurePatterns(hook, history, offset);
};

describe('failures', () => {
  test('are counted by error', () => {
    const { errors, failures, runs } = patternsOf([
      { at: 1, outcome: 'failed', code: 7 },
      { at: 2, outcome: 'timed_out' },
      { at: 3, outcome: 'failed', code: 7 },
      { at: 4, outcome: 'blocked' },
    ]);
    expect({ errors, failures, runs }).toEqual({
      errors: [
        { error: '7', count: 2, firstAt: MONDAY + 1, lastAt: MONDAY + 3 },
        { error: 'timed_out', count: 1, firstAt: MONDAY + 2, lastAt: MONDAY + 2 },
      ],
      failures: 3,
      runs: 4,
    });
  });

  test('that come at three at night are seen, in the zone of the people', () => {
    const nightly = repeat(24 * 20, HOUR, (i) => ({ outcome: i % 24 === 3 ? 'failed' : 'success' }));
    const expected = { by: 'hour', failures: 20, runs: 20, rate: 1, elsewhere: 0 };
    expect(patternsOf(nightly).concentrations).toEqual([{ ...expected, value: '03', p: expect.any(Number) }]);
    expect(patternsOf(nightly, 2 * HOUR).concentrations).toEqual([{ ...expected, value: '05', p: expect.any(Number) }]);
  });

  test('that come on Mondays, or in one project, are seen', () => {
    const mondays = repeat(200, DAY, (i) => ({ outcome: i % 7 === 0 && i % 14 === 0 ? 'failed' : 'success' }));
    expect(patternsOf(mondays).concentrations.map(({ by, value }) => [by, value])).toEqual([['weekday', 'Monday']]);
    const inWeb = repeat(200, HOUR, (i) => ({
      project: i % 2 === 0 ? 'web' : 'api',
      outcome: i % 6 === 0 ? 'failed' : 'success',
    }));
    expect(patternsOf(inWeb).concentrations.map(({ by, value }) => [by, value])).toContainEqual(['project', 'web']);
  });

  test('of one bad afternoon are no pattern of hours', () => {
    const afternoon = repeat(24 * 20 * 6, HOUR / 6, (i) => ({ outcome: i >= 85 && i < 95 ? 'failed' : 'success' }));
    expect(patternsOf(afternoon).concentrations).toEqual([]);
  });

  test('by chance are hardly ever one', () => {
    const { uniform } = randomFrom(4);
    let seen = 0;
    for (let i = 0; i < 200; i++) {
      const runs = repeat(500, HOUR, () => ({
        outcome: uniform() < 0.1 ? 'failed' : 'success',
        project: uniform() < 0.5 ? 'a' : 'b',
      }));
      if (patternsOf(runs).concentrations.length > 0) seen++;
    }
    expect(seen).toBeLessThanOrEqual(4);
  });
});
