// Whether two shares differ, where what is counted is rare.

import { drawnAtLeast } from './counts.ts';

/** `marked` of `all`. */
export interface Share {
  readonly marked: number;
  readonly all: number;
}

/** Fisher's exact test: twice the smaller of both one-sided chances, at most 1. */
export function exactChance(before: Share, after: Share): number {
  const [marked, all] = [before.marked + after.marked, before.all + after.all];
  const more = drawnAtLeast(after.marked, after.all, marked, all);
  const less = drawnAtLeast(after.all - after.marked, after.all, all - marked, all);
  return Math.min(1, 2 * Math.min(more, less));
}

/** The smallest chance that the test could have given for as many marked ones in all, however they had fallen (Tarone, 1990). */
export function leastChance(before: Share, after: Share): number {
  const marked = before.marked + after.marked;
  const most = Math.min(marked, after.all);
  const least = Math.max(0, marked - before.all);
  const fallen = (count: number): number =>
    exactChance({ marked: marked - count, all: before.all }, { marked: count, all: after.all });
  return Math.min(fallen(most), fallen(least));
}

/** `after` less `before`, in shares from −1 to 1. */
export interface Difference {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

/** With the interval of Newcombe (1998, method 10) from Wilson's intervals of both; `z` is the normal variable of the level. Neither may be empty. */
export function differenceOf(before: Share, after: Share, z: number): Difference {
  const [old, recent] = [wilson(before, z), wilson(after, z)];
  const difference = recent.share - old.share;
  return {
    difference,
    low: difference - Math.hypot(recent.share - recent.low, old.high - old.share),
    high: difference + Math.hypot(recent.high - recent.share, old.share - old.low),
  };
}

function wilson({ marked, all }: Share, z: number): { share: number; low: number; high: number } {
  const share = marked / all;
  const scale = 1 + z ** 2 / all;
  const middle = (share + z ** 2 / (2 * all)) / scale;
  const half = (z * Math.sqrt((share * (1 - share)) / all + z ** 2 / (4 * all ** 2))) / scale;
  return { share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
