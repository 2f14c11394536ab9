// Where the level of a series of durations changed, and by how much. How it was chosen and how good it is: docs/insight.md.

import { compareRanks, MAD_TO_DEVIATION, median } from './ranks.ts';
import { LEAST_SEGMENT, likeliestSplit, rankSegments } from './segments.ts';

/** A change that people would want to know of. The sides are the runs up to the neighbouring changes, at most 50 each. */
export interface LevelChange {
  /** Index of the first value after the change. */
  readonly at: number;
  /** Median of the values next to the change. */
  readonly before: number;
  readonly after: number;
  /** The shift of the median in standard deviations of one value (from the pooled MAD); Infinity where values do not vary. */
  readonly deviations: number;
  /** Cliff's δ, positive where values became larger. */
  readonly delta: number;
}

/** How large a change has to be: the shift as a share of the median before, in deviations, and as δ. */
interface Size {
  readonly shift: number;
  readonly deviations: number;
  readonly delta: number;
}

/** Hardly any run is as it was. */
const CLEAR: Size = { shift: 0.05, deviations: 1.5, delta: 0.8 };
/** Runs vary more than that, but all in all they take much longer: with thirty runs on either side that is as certain. */
const LARGE: Size = { shift: 0.2, deviations: 0.75, delta: 0.4 };
const LARGE_RUNS = 30;
/** Values on either side that say how large a change is: further off, other things have changed as well. */
const SIDE = 50;

/** Series up to this length are searched value by value; of longer ones, this many of the latest values. */
const FINE = 4096;
/** And all of a longer series in this many blocks. */
const BLOCKS = 2048;

/**
 * All changes, ascending. Longer series than 4,096 are searched twice: the latest 4,096 values singly, and everything as 2,048 medians of
 * blocks, after which each change is dated among the values around it. So old changes that lasted less than eight blocks are
 * not seen, and the time is O(n log n) for any history.
 */
export function levelChanges(values: Float64Array): LevelChange[] {
  return pruned(values, values.length <= FINE ? rankSegments(values) : candidates(values));
}

/** How many of the latest values `recentLevelChanges` looks at. */
export const RECENT = 200;

/** For judging run by run as they come: the changes within the latest 200 values. Indices are those of the whole series. */
export function recentLevelChanges(values: Float64Array): LevelChange[] {
  const from = Math.max(0, values.length - RECENT);
  const recent = values.subarray(from);
  return pruned(recent, rankSegments(recent)).map((change) => ({ ...change, at: change.at + from }));
}

function candidates(values: Float64Array): number[] {
  const size = Math.ceil(values.length / BLOCKS);
  const blocks = Float64Array.from({ length: Math.floor(values.length / size) }, (_, i) =>
    medianOf(values.subarray(i * size, (i + 1) * size)),
  );
  const coarse = rankSegments(blocks).map((block) => dated(values, block * size, 2 * size));
  const from = values.length - FINE;
  const fine = rankSegments(values.subarray(from)).map((at) => at + from);
  const all = [...coarse, ...fine].sort((a, b) => a - b);
  return all.filter((at, i) => i === 0 || at - (all[i - 1] ?? 0) >= LEAST_SEGMENT);
}

function dated(values: Float64Array, about: number, within: number): number {
  const from = Math.max(0, about - within);
  const split = likeliestSplit(values.subarray(from, about + within));
  return split === undefined ? about : from + split.at;
}

interface Point {
  readonly at: number;
  change: LevelChange;
  strength: number;
}

/** Drops the weakest change until all that are left are large enough; its neighbours are judged anew, over their longer sides. */
function pruned(values: Float64Array, found: readonly number[]): LevelChange[] {
  const points = found.map((at, i) => judged(values, found[i - 1] ?? 0, at, found[i + 1] ?? values.length));
  const judge = (i: number): void => {
    const point = points[i];
    if (point === undefined) return;
    points[i] = judged(values, points[i - 1]?.at ?? 0, point.at, points[i + 1]?.at ?? values.length);
  };
  for (;;) {
    const weakest = points.reduce(
      (least, { strength }, i) => (strength < (points[least]?.strength ?? 1) ? i : least),
      0,
    );
    if ((points[weakest]?.strength ?? 1) >= 1)
      return redated(
        values,
        points.map(({ change }) => change),
      );
    points.splice(weakest, 1);
    judge(weakest - 1);
    judge(weakest);
  }
}

/** The rank test likes even halves and may be a few runs off: among the next few, cut where the values are nearest to the two medians. */
function redated(values: Float64Array, changes: readonly LevelChange[]): LevelChange[] {
  const dated: LevelChange[] = [];
  for (const [i, change] of changes.entries()) {
    const from = Math.max((dated.at(-1)?.at ?? 0) + LEAST_SEGMENT, change.at - LEAST_SEGMENT);
    const to = Math.min((changes[i + 1]?.at ?? values.length) - LEAST_SEGMENT, change.at + LEAST_SEGMENT);
    dated.push({ ...change, at: nearestCut(values, change, from, to) });
  }
  return dated;
}

function nearestCut(values: Float64Array, { at, before, after }: LevelChange, from: number, to: number): number {
  let [best, least, sum] = [at, Infinity, 0];
  for (let cut = from; cut <= to; cut++) {
    if (sum < least) [best, least] = [cut, sum];
    const value = values[cut] ?? 0;
    sum += Math.abs(value - before) - Math.abs(value - after);
  }
  return best;
}

function judged(values: Float64Array, from: number, at: number, to: number): Point {
  const older = values.subarray(Math.max(from, at - SIDE), at);
  const newer = values.subarray(at, Math.min(to, at + SIDE));
  const [before, after] = [medianOf(older), medianOf(newer)];
  const shift = Math.abs(after - before);
  const spread = MAD_TO_DEVIATION * medianOf([...distances(older, before), ...distances(newer, after)]);
  const deviations = spread === 0 ? (shift === 0 ? 0 : Infinity) : shift / spread;
  const { delta } = compareRanks(older, newer);
  const size = { shift: before === 0 ? 0 : shift / Math.abs(before), deviations, delta: Math.abs(delta) };
  const known = Math.min(older.length, newer.length) / LARGE_RUNS;
  const strength = Math.max(times(size, CLEAR), Math.min(times(size, LARGE), known));
  return { at, change: { at, before, after, deviations, delta }, strength };
}

/** How many times as large as it has to be a change is, in whatever that is least. */
const times = (size: Size, least: Size): number =>
  Math.min(size.shift / least.shift, size.deviations / least.deviations, size.delta / least.delta);

const medianOf = (values: ArrayLike<number>): number => median(values) ?? 0;

const distances = (values: Float64Array, from: number): Float64Array => values.map((value) => Math.abs(value - from));
