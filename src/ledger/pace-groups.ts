// Neighbouring runs taken together. A level is a ring in one typed array: every run of every hook goes through one, and an object a
// run was half of what looking for changes cost.

import { type Micros, micros } from '../base/units.ts';

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

/** Groups of the same number of runs, the oldest first. */
export interface PaceLevel {
  /** In each group. */
  readonly runs: number;
  /** Three numbers a group: sum, raw, from. */
  readonly ring: Float64Array;
  /** Where the oldest group begins in the ring. */
  start: number;
  /** Groups. */
  length: number;
}

const FIELDS = 3;

/** There is never more in it than `most` groups. */
export const createLevel = (runs: number, most: number): PaceLevel => ({
  runs,
  ring: new Float64Array(most * FIELDS),
  start: 0,
  length: 0,
});

/** There is always room for one more: a full level is merged at once. */
export const mostGroups = ({ ring }: PaceLevel): number => ring.length / FIELDS - 1;

/** Adds the newest group; the level must have room. */
export function pushGroup(level: PaceLevel, sum: number, raw: number, from: number): void {
  const at = offsetOf(level, level.length);
  level.ring[at] = sum;
  level.ring[at + 1] = raw;
  level.ring[at + 2] = from;
  level.length++;
}

/** Where the sum of the group stands in the ring, its raw sum and its moment behind it; 0 is the oldest. */
export function offsetOf({ ring, start }: PaceLevel, index: number): number {
  const at = start + index * FIELDS;
  return at >= ring.length ? at - ring.length : at;
}

export function groupsOf(level: PaceLevel): PaceGroup[] {
  return Array.from({ length: level.length }, (_, index) => mergedGroups(level, index, 1));
}

/** Takes the `many` oldest groups out of a level, which must have them, and gives them as one. */
export function mergeOldest(level: PaceLevel, many: number): PaceGroup {
  const group = mergedGroups(level, 0, many);
  dropOldest(level, many);
  return group;
}

/** Drops the groups that began before a moment, in all levels. */
export function dropBefore(levels: readonly PaceLevel[], from: Micros): void {
  for (const level of levels) {
    let old = 0;
    while (old < level.length && (level.ring[offsetOf(level, old) + 2] ?? 0) < from) old++;
    dropOldest(level, old);
  }
}

function mergedGroups(level: PaceLevel, first: number, many: number): PaceGroup {
  let sum = 0;
  let raw = 0;
  for (let i = first; i < first + many; i++) {
    const at = offsetOf(level, i);
    sum += level.ring[at] ?? 0;
    raw += level.ring[at + 1] ?? 0;
  }
  return { runs: level.runs * many, sum, raw, from: micros(level.ring[offsetOf(level, first) + 2] ?? 0) };
}

function dropOldest(level: PaceLevel, many: number): void {
  level.start = offsetOf(level, many);
  level.length -= many;
}
