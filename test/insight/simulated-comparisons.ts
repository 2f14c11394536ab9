// How often a comparison is wrong, and how often it finds what is there, by seeded simulation. bench/compare.mjs prints the whole tables.

import { expect } from 'vitest';
import type { HookBaseline } from '../../src/insight/baseline.ts';
import { compareHooks, type HookComparison, SIGNIFICANCE } from '../../src/insight/comparison.ts';
import { lognormal, type Random, randomFrom } from '../support/random.ts';
import { hookWith } from './baselines.ts';

export const ROUNDS = 400;

const side = (random: Random, hooks: number, count: number, sigma: number, factor = 1): HookBaseline[] =>
  Array.from({ length: hooks }, (_, hook) =>
    hookWith(lognormal(random, count, hook === 0 ? 100 * factor : 100, sigma), {
      hook: `h${String(hook).padStart(2, '0')}`,
      failures: Math.floor(random.uniform() * 3),
    }),
  );

const CHANGES: ReadonlySet<string> = new Set(['slower', 'faster', 'failing_more', 'failing_less', 'new', 'gone']);
const changes = (hooks: readonly HookComparison[]): boolean =>
  hooks.some((hook) => hook.kind === 'both' && (CHANGES.has(hook.durations.kind) || CHANGES.has(hook.failures.kind))) ||
  hooks.some(({ kind }) => CHANGES.has(kind));

/** 400 rounds at the nominal 1 % exceed eleven with a chance below 0.1 %. */
export function isHardlyEverWrong(hooks: number, count: number): void {
  const random = randomFrom(31 * hooks + count);
  let wrong = 0;
  for (let round = 0; round < ROUNDS; round++) {
    if (changes(compareHooks(side(random, hooks, count, 0.6), side(random, hooks, count, 0.6)).hooks)) wrong++;
  }
  expect(SIGNIFICANCE).toBe(0.01);
  expect(wrong).toBeLessThanOrEqual(11);
}

export function isFound(sigma: number, count: number, factor: number, share: number): void {
  const random = randomFrom(77);
  let found = 0;
  for (let round = 0; round < 100; round++) {
    const { hooks } = compareHooks(side(random, 20, count, sigma), side(random, 20, count, sigma, factor));
    const [first] = hooks;
    if (first?.kind === 'both' && first.durations.kind === 'slower') found++;
  }
  expect(found / 100).toBeGreaterThanOrEqual(share);
}
