import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blockedTimes } from '../../src/insight/blocked-time.ts';
import { bottlenecks } from '../../src/insight/bottlenecks.ts';
import { historyOf, repeat, SECOND, type TestRun } from '../support/history.ts';

/** A run of a hook from one second to another. */
const run = (hook: string, from: number, to: number, more: Partial<TestRun> = {}): TestRun => ({
  hook,
  at: to * SECOND,
  ms: (to - from) * 1000,
  ...more,
});

function seconds(runs: readonly TestRun[]): { total: number; hooks: [string, number, number][] } {
  const history = historyOf(runs);
  const { total, hooks } = blockedTimes(history);
  return {
    total: total / SECOND,
    hooks: history.hooks.map(({ hook }, i) => [
      hook,
      (hooks[i]?.critical ?? 0) / SECOND,
      (hooks[i]?.alone ?? 0) / SECOND,
    ]),
  };
}

describe('the time for which hosts stand still', () => {
  test.each([
    ['nobody', [], 0, []],
    ['one run', [run('a', 0, 5)], 5, [['a', 5, 5]]],
    [
      'hooks one after the other, as git runs them',
      [run('a', 0, 5), run('b', 5, 7)],
      7,
      [
        ['a', 5, 5],
        ['b', 2, 2],
      ],
    ],
    [
      'hooks at once, as agents run them',
      [run('a', 0, 5), run('b', 0, 3)],
      5,
      [
        ['a', 5, 2],
        ['b', 0, 0],
      ],
    ],
    [
      'a chain',
      [run('a', 0, 4), run('b', 3, 8), run('c', 7, 10)],
      10,
      [
        ['a', 3, 3],
        ['b', 4, 3],
        ['c', 3, 2],
      ],
    ],
    [
      'other events',
      [run('a', 0, 5), run('b', 0, 3, { event: 'x' })],
      8,
      [
        ['a', 5, 5],
        ['b', 3, 3],
      ],
    ],
    ['one hook twice', [run('a', 0, 5), run('a', 2, 6)], 6, [['a', 6, 6]]],
  ] as const)('for %s', (_, runs, total, hooks) => {
    expect(seconds(runs)).toEqual({ total, hooks });
  });

  test('is what looking at every second gives', () => {
    const some = fc.array(
      fc.record({ hook: fc.constantFrom('a', 'b', 'c'), from: fc.nat(60), length: fc.integer({ min: 1, max: 15 }) }),
      { maxLength: 25 },
    );
    fc.assert(
      fc.property(some, (all) => {
        const runs = all.map(({ hook, from, length }) => run(hook, from, from + length));
        const { total, hooks } = seconds(runs);
        const running = Array.from({ length: 80 }, (_, second) => [
          ...new Set(
            all.filter(({ from, length }) => from <= second && second < from + length).map(({ hook }) => hook),
          ),
        ]);
        expect(total).toBe(running.filter(({ length }) => length > 0).length);
        for (const [hook, , alone] of hooks) {
          expect(alone).toBe(running.filter((those) => those.length === 1 && those[0] === hook).length);
        }
        expect(hooks.reduce((sum, [, critical]) => sum + critical, 0)).toBe(total);
        expect(hooks.every(([, critical, alone]) => alone <= critical)).toBe(true);
      }),
    );
  });
});

describe('bottlenecks', () => {
  test('are told with their shares, their tail and what they do', () => {
    const slow = repeat(100, 10 * SECOND, (i) => ({ hook: 'slow', ms: i === 99 ? 5000 : 300, cpuMs: 10 }));
    const quick = repeat(100, 10 * SECOND, () => ({ hook: 'quick', ms: 100, cpuMs: 95 }));
    const found = bottlenecks(historyOf([...slow, ...quick]));
    expect(
      found.map(({ hook, criticalShare, work: { kind } }) => [hook, Math.round(criticalShare * 100) / 100, kind]),
    ).toEqual([
      ['slow', 1, 'waiting'],
      ['quick', 0, 'computing'],
    ]);
    expect(found[0]).toMatchObject({
      runs: 100,
      total: 34.7e6,
      share: expect.closeTo(34.7 / 44.7, 12),
      critical: 34.7e6,
      p50: 300_000,
      p99: 347_000,
    });
    expect(found[0]?.alone).toBe(24.7e6);
  });

  test('are of an unknown kind where the CPU time is', () => {
    expect(bottlenecks(historyOf([{ at: 0, ms: 500 }])).map(({ work }) => work)).toEqual([{ kind: 'unknown' }]);
  });
});
