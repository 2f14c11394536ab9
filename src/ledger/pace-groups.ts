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
  const [oldest, ...others] = level.splice(0, many);
  if (oldest === undefined) throw new RangeError(`no group to merge: ${many} were asked for`);
  return others.reduce(
    (all, { runs, sum, raw }) => ({ runs: all.runs + runs, sum: all.sum + sum, raw: all.raw + raw, from: all.from }),
    oldest,
  );
}

/** Drops the groups that began before a moment, in all levels. */
export function dropBefore(levels: readonly PaceGroup[][], from: Micros): void {
  for (const level of levels) {
    const first = level.findIndex((group) => group.from >= from);
    level.splice(0, first === -1 ? level.length : first);
  }
}
