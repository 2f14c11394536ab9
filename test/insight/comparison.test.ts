// What has to hold of every comparison; and how often one is wrong, by seeded simulation; more of it in comparison.full.test.ts.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HookBaseline } from '../../src/insight/baseline.ts';
import { compareHooks, type HookComparison } from '../../src/insight/comparison.ts';
import { lognormal, randomFrom } from '../support/random.ts';
import { hookWith, named, scaled } from './baselines.ts';
import { isFound, isHardlyEverWrong, ROUNDS } from './simulated-comparisons.ts';

const FLIPPED: ReadonlyMap<string, string> = new Map([
  ['slower', 'faster'],
  ['faster', 'slower'],
  ['failing_more', 'failing_less'],
  ['failing_less', 'failing_more'],
  ['new', 'gone'],
  ['gone', 'new'],
]);
const flipped = (kind: string): string => FLIPPED.get(kind) ?? kind;

const kindsOf = (hook: HookComparison): string[] =>
  hook.kind === 'both' ? [hook.hook, hook.durations.kind, hook.failures.kind] : [hook.hook, hook.kind];
const kinds = (base: readonly HookBaseline[], head: readonly HookBaseline[]): string[][] =>
  compareHooks(base, head).hooks.map(kindsOf);

function only(base: HookBaseline, head: HookBaseline): Extract<HookComparison, { kind: 'both' }> {
  const [hook] = compareHooks([base], [head]).hooks;
  if (hook?.kind !== 'both') throw new Error('expected one hook that is on both sides');
  return hook;
}

const anyHook = fc
  .record({
    hook: fc.constantFrom('a', 'b', 'c', 'd'),
    ms: fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 60 }),
    failures: fc.nat(30),
  })
  .map(({ hook, ms, failures }) => hookWith(ms, { hook, failures }));
const anySide = fc.uniqueArray(anyHook, { selector: ({ hook }) => hook, maxLength: 4 });

describe('laws', () => {
  test('runs compared with themselves are never different', () => {
    fc.assert(
      fc.property(anySide, (side) => {
        const found = kinds(side, side).flatMap(([, ...verdicts]) => verdicts);
        expect(found.filter((kind) => !['same', 'failing_same', 'too_few'].includes(kind))).toEqual([]);
      }),
    );
  });

  test('with both sides swapped, each verdict is the opposite one', () => {
    fc.assert(
      fc.property(anySide, anySide, (base, head) => {
        const turned = kinds(head, base).map(([hook = '', ...verdicts]) => [hook, ...verdicts.map(flipped)]);
        expect(turned).toEqual(kinds(base, head));
      }),
    );
  });

  test('the order in which hooks are given changes nothing', () => {
    fc.assert(
      fc.property(anySide, anySide, (base, head) => {
        expect(compareHooks(base.toReversed(), head.toReversed())).toEqual(compareHooks(base, head));
      }),
    );
  });

  test('the estimate lies within its interval, and the interval is of one mind with the verdict', () => {
    fc.assert(
      fc.property(anySide, anySide, (base, head) => {
        for (const hook of compareHooks(base, head).hooks) {
          if (hook.kind !== 'both' || hook.durations.kind === 'too_few') continue;
          const { kind, shift } = hook.durations;
          const { low, high } = shift.interval ?? { low: Number.NaN, high: Number.NaN };
          expect(low).toBeLessThanOrEqual(shift.ratio * (1 + 1e-12));
          expect(high).toBeGreaterThanOrEqual(shift.ratio * (1 - 1e-12));
          if (kind === 'slower') expect(low).toBeGreaterThanOrEqual(1);
          if (kind === 'faster') expect(high).toBeLessThanOrEqual(1);
          if (kind === 'same') expect(low <= 1 && high >= 1).toBe(true);
        }
      }),
    );
  });

  test('twice as long is slower, by 100 %', () => {
    const base = hookWith(lognormal(randomFrom(1), 50, 100, 0.3));
    const { durations } = only(base, scaled(base, 2));
    expect(durations).toMatchObject({ kind: 'slower', shift: { ratio: expect.closeTo(2, 3) } });
  });
});

describe('what little there is', () => {
  const many = hookWith(lognormal(randomFrom(2), 50, 100, 0.3));

  test('one run against many is too few, for durations and for failures', () => {
    expect(only(many, hookWith([9999]))).toMatchObject({
      durations: { kind: 'too_few', base: 50, head: 1 },
      failures: { kind: 'too_few', base: 50, head: 1 },
    });
  });

  test('eight against eight that do not overlap are enough for one hook', () => {
    const [base, head] = [hookWith([1, 2, 3, 4, 5, 6, 7, 8]), hookWith([11, 12, 13, 14, 15, 16, 17, 18])];
    expect(only(base, head).durations.kind).toBe('slower');
    expect(only(base, hookWith([11, 12, 13, 14, 15, 16, 17])).durations).toEqual({ kind: 'too_few', base: 8, head: 7 });
  });

  test('and too few among a hundred hooks, where that may happen by chance', () => {
    const names = Array.from({ length: 100 }, (_, i) => `h${i}`);
    const base = names.map((name) => named(name, hookWith([1, 2, 3, 4, 5, 6, 7, 8])));
    const head = names.map((name, i) =>
      named(name, hookWith([1, 2, 3, 4, 5, 6, 7, 8].map((ms) => ms + (i === 0 ? 9 : 0)))),
    );
    const found = compareHooks(base, head).hooks.map((hook) => (hook.kind === 'both' ? hook.durations.kind : ''));
    expect(new Set(found)).toEqual(new Set(['too_few']));
  });

  test('three runs that all fail are failing more, where hundreds never did', () => {
    const head = { ...hookWith([1], { failures: 3 }), durations: 0, sample: new Float64Array() };
    const { failures, durations } = only(hookWith(Array.from({ length: 300 }, () => 5)), head);
    expect([failures.kind, durations.kind]).toEqual(['failing_more', 'too_few']);
  });

  test('nothing but failures on either side has no durations, and is as bad as before', () => {
    const failing = (count: number): HookBaseline => {
      const both = hookWith([1], { failures: count });
      const outcomes = { ...both.outcomes, success: 0 };
      return { ...both, runs: count, outcomes, durations: 0, quantiles: undefined, sample: new Float64Array() };
    };
    expect(only(failing(40), failing(30))).toMatchObject({
      durations: { kind: 'too_few', base: 0, head: 0 },
      failures: { kind: 'failing_same', difference: 0 },
    });
  });

  test('durations that never vary are the same, or not, without a test', () => {
    const tens = hookWith(Array.from({ length: 20 }, () => 10));
    expect(only(tens, tens).durations).toMatchObject({ kind: 'same', shift: { ratio: 1 }, p: 1 });
    expect(only(tens, scaled(tens, 1.2)).durations).toMatchObject({
      kind: 'slower',
      shift: { ratio: 1.2, interval: { low: 1.2, high: 1.2 } },
    });
  });

  test('durations of zero are the same as each other, and finitely less than others', () => {
    const zeros = hookWith(Array.from({ length: 20 }, () => 0));
    expect(only(zeros, zeros).durations).toMatchObject({ kind: 'same', shift: { ratio: 1 } });
    const ones = hookWith(Array.from({ length: 20 }, () => 1));
    expect(only(zeros, ones).durations).toMatchObject({ kind: 'slower', shift: { ratio: 1000 } });
  });

  test('ten thousand hooks with one run each are compared at once', () => {
    const one = hookWith([5]);
    const side = Array.from({ length: 10_000 }, (_, i) => named(`h${i}`, one));
    const { hooks, tests } = compareHooks(side, side);
    expect([hooks.length, tests, new Set(hooks.flatMap((hook) => kindsOf(hook).slice(1)))]).toEqual([
      10_000,
      0,
      new Set(['too_few']),
    ]);
  });
});

test('failures that are more by chance are told as what they may be', () => {
  const base = hookWith(
    Array.from({ length: 98 }, (_, i) => i),
    { failures: 2 },
  );
  const head = hookWith(
    Array.from({ length: 19 }, (_, i) => i),
    { failures: 1 },
  );
  const { failures } = only(base, head);
  expect(failures).toMatchObject({ kind: 'failing_same', difference: expect.closeTo(0.03, 12) });
  if (failures.kind === 'too_few') throw new Error('expected an interval');
  expect(failures.low).toBeLessThan(0);
  expect(failures.high).toBeGreaterThan(0.15);
});

describe('seeded simulation', () => {
  test.each([
    [1, 8],
    [1, 50],
  ])('%i hooks that stay as they are, %i runs a side: at most one comparison in a hundred is wrong', isHardlyEverWrong);

  test('at σ 0.15, 20 runs a side, × 1.4 is found among twenty hooks in a share of at least 0.95', () =>
    isFound(0.15, 20, 1.4, 0.95));

  test('the interval holds what is true, in at least 98 % of the cases', () => {
    const random = randomFrom(5);
    let held = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const { durations } = only(hookWith(lognormal(random, 30, 100, 0.4)), hookWith(lognormal(random, 40, 130, 0.4)));
      if (durations.kind === 'too_few' || durations.shift.interval === undefined) throw new Error('expected one');
      const { low, high } = durations.shift.interval;
      if (low <= 1.3 && high >= 1.3) held++;
    }
    expect(held / ROUNDS).toBeGreaterThan(0.975);
  });
});
