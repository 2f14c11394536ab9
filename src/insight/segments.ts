// Cuts a series where the order of its values says that it changed: binary segmentation (Scott and Knott, 1974) with the
// largest Mann–Whitney z over all splits, as Pettitt (1979) does for one change.

import { twoSided } from './normal.ts';
import { ascending, rankInto, rankSumDeviation } from './ranks.ts';

/** Fewer runs than these on one side cannot be told from chance. */
export const LEAST_SEGMENT = 8;
/** Two-sided, after multiplying with the number of splits that were tried. */
export const SIGNIFICANCE = 1e-3;

/**
 * The indices at which a new segment begins, ascending. Each segment is ranked in O(its length): the values are sorted once, and the parts of a
 * sorted series are sorted.
 */
export function rankSegments(values: ArrayLike<number>): number[] {
  const found: number[] = [];
  const ranks = new Float64Array(values.length);
  const open = [{ from: 0, to: values.length, order: ascending(values) }];
  for (let segment = open.pop(); segment !== undefined; segment = open.pop()) {
    const { from, to, order } = segment;
    const split = bestSplit(values, ranks, segment);
    if (split === undefined) continue;
    found.push(split.at);
    open.push({ from, to: split.at, order: order.filter((i) => i < split.at) });
    open.push({ from: split.at, to, order: order.filter((i) => i >= split.at) });
  }
  return found.sort((a, b) => a - b);
}

/** The likeliest split of a whole series, significant or not; undefined where it is too short or constant. */
export function likeliestSplit(values: ArrayLike<number>): { readonly at: number; readonly z: number } | undefined {
  const segment = { from: 0, to: values.length, order: ascending(values) };
  return strongestSplit(values, new Float64Array(values.length), segment);
}

interface Segment {
  readonly from: number;
  readonly to: number;
  /** Its indices by ascending value. */
  readonly order: Uint32Array;
}

function bestSplit(values: ArrayLike<number>, ranks: Float64Array, segment: Segment): { at: number } | undefined {
  const split = strongestSplit(values, ranks, segment);
  const tried = segment.to - segment.from - 2 * LEAST_SEGMENT + 1;
  return split === undefined || twoSided(split.z) * tried >= SIGNIFICANCE ? undefined : split;
}

function strongestSplit(
  values: ArrayLike<number>,
  ranks: Float64Array,
  { from, to, order }: Segment,
): { at: number; z: number } | undefined {
  const length = to - from;
  if (length < 2 * LEAST_SEGMENT) return undefined;
  const ties = rankInto(ranks, values, order);
  let sum = 0;
  let best: { at: number; z: number } | undefined;
  for (let before = 1; before <= length - LEAST_SEGMENT; before++) {
    sum += ranks[from + before - 1] ?? 0;
    if (before < LEAST_SEGMENT) continue;
    const deviation = rankSumDeviation(length - before, before, ties);
    const z = deviation === 0 ? 0 : ((before * (length + 1)) / 2 - sum) / deviation;
    if (Math.abs(z) > Math.abs(best?.z ?? 0)) best = { at: from + before, z };
  }
  return best;
}
