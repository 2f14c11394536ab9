// Which hooks fail at the same time more often than chance explains.

import { DAY } from '../base/units.ts';
import { believed, drawnAtLeast } from './counts.ts';
import { FAILS, type HookRuns } from './runs.ts';

export interface FailedTogether {
  readonly hooks: readonly [string, string];
  /** Hours in which both ran, in which each failed, and in which both did. */
  readonly hours: number;
  readonly failed: readonly [number, number];
  readonly both: number;
  /** Fisher's exact test, one-sided. */
  readonly p: number;
}

const HOUR = DAY / 24;
/** Half a year. */
const MOST_HOURS = 4096;
/** The pairs of so many hooks are judged: those that failed in the most hours. */
const MOST_HOOKS = 500;
const LEAST_HOURS_FAILED = 3;
const FALSE_DISCOVERIES = 0.01;

/**
 * All pairs that stand after Benjamini and Hochberg over all pairs judged, the clearest first. Hours in which both ran are compared, the latest
 * 4,096 of them; a hook has to fail in three.
 */
export function failedTogether(hooks: readonly HookRuns[]): FailedTogether[] {
  const last = hooks.reduce((latest, { at }) => Math.max(latest, at.at(-1) ?? 0), 0);
  const first = Math.floor(last / HOUR) - MOST_HOURS + 1;
  const judged = hooks
    .map((runs) => hoursOf(runs, first))
    .filter(({ failures }) => failures >= LEAST_HOURS_FAILED)
    .sort((a, b) => b.failures - a.failures)
    .slice(0, MOST_HOOKS);
  const pairs = judged.flatMap((a, i) => judged.slice(0, i).flatMap((b) => pairOf(b, a)));
  return believed(pairs, (judged.length * (judged.length - 1)) / 2, FALSE_DISCOVERIES);
}

/** One bit an hour. */
interface Hours {
  readonly hook: string;
  readonly ran: Uint32Array;
  readonly failed: Uint32Array;
  readonly failures: number;
}

function hoursOf({ hook, at, outcome, length }: HookRuns, first: number): Hours {
  const ran = new Uint32Array(MOST_HOURS / 32);
  const failed = new Uint32Array(MOST_HOURS / 32);
  for (let i = length - 1; i >= 0; i--) {
    const hour = Math.floor((at[i] ?? 0) / HOUR) - first;
    if (hour < 0) break;
    const [word, bit] = [hour >> 5, 1 << (hour & 31)];
    ran[word] = (ran[word] ?? 0) | bit;
    if (FAILS[outcome[i] ?? 0] === 1) failed[word] = (failed[word] ?? 0) | bit;
  }
  return { hook, ran, failed, failures: failed.reduce((sum, word) => sum + bits(word), 0) };
}

function pairOf(a: Hours, b: Hours): FailedTogether[] {
  let [hours, failedA, failedB, both] = [0, 0, 0, 0];
  for (let i = 0; i < a.ran.length; i++) {
    const ran = (a.ran[i] ?? 0) & (b.ran[i] ?? 0);
    if (ran === 0) continue;
    hours += bits(ran);
    failedA += bits(ran & (a.failed[i] ?? 0));
    failedB += bits(ran & (b.failed[i] ?? 0));
    both += bits(ran & (a.failed[i] ?? 0) & (b.failed[i] ?? 0));
  }
  if (both < LEAST_HOURS_FAILED) return [];
  const p = drawnAtLeast(both, failedA, failedB, hours);
  return [{ hooks: [a.hook, b.hook], hours, failed: [failedA, failedB], both, p }];
}

/** Bits that are set (Warren, Hacker's Delight, §5-1). */
function bits(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
