// Neighbouring runs taken together.

import type { Micros } from '../base/units.ts';

/** Some neighbouring runs. Sums are in whole thousandths of ln(1 + milliseconds). */
export interface PaceGroup {
  readonly runs: number;
  /** With outliers cut: for judging. */
  readonly sum: number;
  /** As it was: for showing. */
  readonly raw: number;
  /** When the first of them ended. */
  readonly from: Micros;
}

/** Takes the `many` oldest groups out of a level and gives them as one. */
export function mergeOldest(level: PaceGroup[], many: number): PaceGroup {
  const [oldest] = level;
  if (oldest === undefined) throw new RangeError(`no group to merge: ${many} were asked for`);
  const all = { runs: 0, sum: 0, raw: 0, from: oldest.from };
  for (let i = 0; i < many; i++) {
    const group = level[i];
    if (group === undefined) break;
    all.runs += group.runs;
    all.sum += group.sum;
    all.raw += group.raw;
  }
  level.copyWithin(0, many);
  level.length = Math.max(0, level.length - many);
  return all;
}

/** Drops the groups that began before a moment, in all levels. */
export function dropBefore(levels: readonly PaceGroup[][], from: Micros): void {
  for (const level of levels) {
    const first = level.findIndex((group) => group.from >= from);
    level.splice(0, first === -1 ? level.length : first);
  }
}
