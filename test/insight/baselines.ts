// Baselines of hooks for tests, from durations.

import { expect } from 'vitest';
import { micros } from '../../src/base/units.ts';
import { type HookBaseline, hookBaselines } from '../../src/insight/baseline.ts';
import { historyOf, repeat, type TestRun } from '../support/history.ts';

/** One that succeeded each time, with these durations in milliseconds, and failed `failures` times more. */
export function hookWith(ms: readonly number[], { hook = 'a', failures = 0 } = {}): HookBaseline {
  const runs: TestRun[] = [
    ...ms.map((each, i): TestRun => ({ hook, at: i * 1e6, ms: each })),
    ...Array.from({ length: failures }, (_, i): TestRun => ({ hook, at: i * 1e6, ms: 1, outcome: 'failed', code: 1 })),
  ];
  const [found] = hookBaselines(historyOf(runs));
  if (found === undefined) throw new Error('a hook needs a run');
  return found;
}

/** The same hook with another name. */
export const named = (hook: string, baseline: HookBaseline): HookBaseline => ({ ...baseline, hook });

/** Each duration times `factor`. */
export const scaled = (baseline: HookBaseline, factor: number): HookBaseline => ({
  ...baseline,
  sample: baseline.sample.map((us) => micros(Math.round(us * factor))),
});

/** A baseline of so many runs of one hook has a thousand durations, in a few kilobytes. */
export function isSmallOf(runs: number): void {
  const [hook] = hookBaselines(historyOf(repeat(runs, 1e6, (i) => ({ ms: 1e6 + ((i * 7919) % 1e6) }))));
  expect([hook?.runs, hook?.durations, hook?.sample.length]).toEqual([runs, runs, 1000]);
  expect(JSON.stringify(Array.from(hook?.sample ?? [])).length).toBeLessThan(20_000);
}
