// Whether a hook works, fails now and then, or is broken.

import { type Micros, micros } from '../base/units.ts';
import { FAILS, type HookRuns } from './runs.ts';

export type Condition =
  | { readonly kind: 'too_few'; readonly runs: number }
  /** No failure among the latest 200 runs. */
  | { readonly kind: 'working'; readonly runs: number }
  /** Nothing but failures since `since`: `streak` of them; `always` where there was never anything else. */
  | { readonly kind: 'broken'; readonly streak: number; readonly since: Micros; readonly always: boolean }
  /** Failures lie among the successes as chance would have it. */
  | Mixed<'flaky'>
  /** Failures come in periods. */
  | Mixed<'in_periods'>
  /** Fewer than three among the latest 200 runs. */
  | Mixed<'rare'>;

interface Mixed<Kind extends string> {
  readonly kind: Kind;
  readonly failures: number;
  /** Of which these are: the latest 200 at most. */
  readonly runs: number;
  /** 0 to 1. */
  readonly rate: number;
  /** Of Wald and Wolfowitz's runs test; negative where failures come together; 0 where too few are known. */
  readonly z: number;
}

const LATEST = 200;
const LEAST_RUNS = 5;
const LEAST_STREAK = 3;
const LEAST_FAILURES = 3;
/** A streak means something where the runs before would hardly give it. */
const UNLIKELY = 1e-3;
const TOGETHER = -1.96;

export function conditionOf({ outcome, at, length }: HookRuns): Condition {
  const from = Math.max(0, length - LATEST);
  const failed = outcome.subarray(from).map((code) => FAILS[code] ?? 0);
  const streak = streakOf(failed);
  const failures = failed.reduce((sum, each) => sum + each, 0);
  const whole = wholeStreak(outcome);
  if (streak >= LEAST_STREAK && isUnlikely(streak, failures - streak, failed.length - streak)) {
    return { kind: 'broken', streak: whole, since: micros(at[length - whole] ?? 0), always: whole === length };
  }
  const runs = failed.length;
  if (runs < LEAST_RUNS) return { kind: 'too_few', runs };
  if (failures === 0) return { kind: 'working', runs };
  const z = runsTest(failed, failures);
  const mixed = { failures, runs, rate: failures / runs, z };
  if (failures < LEAST_FAILURES) return { kind: 'rare', ...mixed };
  return { kind: z < TOGETHER ? 'in_periods' : 'flaky', ...mixed };
}

/** How many failures in a row the sequence ends with. */
function streakOf(failed: Uint8Array): number {
  const lastSuccess = failed.lastIndexOf(0);
  return failed.length - 1 - lastSuccess;
}

/** The same over all runs there are. */
function wholeStreak(outcome: Uint8Array): number {
  const lastSuccess = outcome.findLastIndex((code) => FAILS[code] !== 1);
  return outcome.length - 1 - lastSuccess;
}

/** Laplace's rule for the rate before. Where nothing came before, three failures of three are a broken hook. */
function isUnlikely(streak: number, failuresBefore: number, runsBefore: number): boolean {
  if (runsBefore === 0) return true;
  return ((failuresBefore + 1) / (runsBefore + 2)) ** streak < UNLIKELY;
}

/** Wald and Wolfowitz (1940): how many stretches of equal outcomes there are, against how many chance gives. */
function runsTest(failed: Uint8Array, failures: number): number {
  const n = failed.length;
  const [a, b] = [failures, n - failures];
  if (a === 0 || b === 0) return 0;
  const stretches = failed.reduce((sum, each, i) => sum + (i > 0 && each !== failed[i - 1] ? 1 : 0), 1);
  const expected = (2 * a * b) / n + 1;
  const variance = ((expected - 1) * (expected - 2)) / (n - 1);
  return variance <= 0 ? 0 : (stretches - expected) / Math.sqrt(variance);
}
