// Where the rate of failures changed: binary segmentation of a sequence of 0 and 1 by the likelihood ratio, judged by Fisher's exact test.
// Why not the rank test that durations get: docs/insight.md.

import { drawnAtLeast } from './counts.ts';
import { likelyStretches } from './rate-stretch.ts';
import { LEAST_SEGMENT, SIGNIFICANCE } from './segments.ts';

export interface RateChange {
  /** Index of the first run after the change. */
  readonly at: number;
  /** Shares of failures, 0 to 1, between the neighbouring changes. */
  readonly before: number;
  readonly after: number;
}

/** A smaller change is nobody's business: two in a hundred runs, and twice the odds. */
const LEAST_SHIFT = 0.02;
const LEAST_ODDS = 2;
/** Cuts within cuts; each level is one pass over the runs. */
const DEEPEST = 24;

/** All changes, ascending. `failed` holds 1 for a failure and 0 otherwise. O(n) per level of cuts, of which there are at most 24. */
export function rateChanges(failed: Uint8Array): RateChange[] {
  const sums = sumsOf(failed);
  const failures = sums[failed.length] ?? 0;
  if (failures === 0 || failures === failed.length) return [];
  const logs = entropies(failed.length);
  const found: number[] = [];
  const open = [{ from: 0, to: failed.length, depth: 0 }];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const { from, to, depth } = part;
    const cuts = depth < DEEPEST ? cutsOf(sums, logs, from, to) : [];
    if (cuts.length === 0) continue;
    found.push(...cuts);
    for (const [i, begin] of [from, ...cuts].entries()) open.push({ from: begin, to: cuts[i] ?? to, depth: depth + 1 });
  }
  return large(
    sums,
    found.sort((a, b) => a - b),
    failed.length,
  );
}

/** Failures among the first i runs. */
function sumsOf(failed: Uint8Array): Uint32Array {
  const sums = new Uint32Array(failed.length + 1);
  for (let i = 0; i < failed.length; i++) sums[i + 1] = (sums[i] ?? 0) + (failed[i] ?? 0);
  return sums;
}

/** n ln n, which the likelihood of counts is made of. */
function entropies(most: number): Float64Array {
  const table = new Float64Array(most + 1);
  for (let n = 2; n <= most; n++) table[n] = n * Math.log(n);
  return table;
}

/** One cut; where none is clear, the two ends of a stretch; none where neither is. */
function cutsOf(sums: Uint32Array, logs: Float64Array, from: number, to: number): readonly number[] {
  const cut = bestCut(sums, logs, from, to);
  return cut === undefined ? bestStretch(sums, from, to) : [cut];
}

function bestStretch(sums: Uint32Array, from: number, to: number): readonly number[] {
  const failures = (sums[to] ?? 0) - (sums[from] ?? 0);
  const tried = (to - from) ** 2 / 2;
  let [best, least]: [readonly number[], number] = [[], SIGNIFICANCE];
  for (const stretch of likelyStretches(sums, from, to)) {
    const lengths = [stretch.from - from, stretch.to - stretch.from, to - stretch.to];
    if (lengths.some((length) => length < LEAST_SEGMENT)) continue;
    const inside = (sums[stretch.to] ?? 0) - (sums[stretch.from] ?? 0);
    const p = chanceOf(inside, stretch.to - stretch.from, failures, to - from) * tried;
    if (p < least) [best, least] = [[stretch.from, stretch.to], p];
  }
  return best;
}

function bestCut(sums: Uint32Array, logs: Float64Array, from: number, to: number): number | undefined {
  const first = sums[from] ?? 0;
  const failures = (sums[to] ?? 0) - first;
  const runs = to - from;
  if (runs < 2 * LEAST_SEGMENT || failures === 0 || failures === runs) return undefined;
  const logLikelihood = (failed: number, n: number): number =>
    (logs[failed] ?? 0) + (logs[n - failed] ?? 0) - (logs[n] ?? 0);
  let [best, at] = [-Infinity, 0];
  for (let cut = from + LEAST_SEGMENT; cut <= to - LEAST_SEGMENT; cut++) {
    const before = (sums[cut] ?? 0) - first;
    const likelihood = logLikelihood(before, cut - from) + logLikelihood(failures - before, to - cut);
    if (likelihood > best) [best, at] = [likelihood, cut];
  }
  const tried = runs - 2 * LEAST_SEGMENT + 1;
  return chanceOf((sums[at] ?? 0) - first, at - from, failures, runs) * tried < SIGNIFICANCE ? at : undefined;
}

/** Two-sided: twice the smaller tail. */
function chanceOf(before: number, drawn: number, failures: number, runs: number): number {
  const more = drawnAtLeast(before, drawn, failures, runs);
  const fewer = drawnAtLeast(failures - before, runs - drawn, failures, runs);
  return Math.min(1, 2 * Math.min(more, fewer));
}

/** Drops the smallest change until all are large enough. */
function large(sums: Uint32Array, found: readonly number[], length: number): RateChange[] {
  const cuts = [0, ...found, length];
  const rate = (i: number): number => {
    const [from, to] = [cuts[i] ?? 0, cuts[i + 1] ?? 0];
    return ((sums[to] ?? 0) - (sums[from] ?? 0)) / (to - from);
  };
  for (;;) {
    const changes = cuts.slice(1, -1).map((at, i) => ({ at, before: rate(i), after: rate(i + 1) }));
    const strengths = changes.map(strengthOf);
    const weakest = strengths.reduce((least, strength) => Math.min(least, strength), 1);
    if (weakest >= 1) return changes;
    cuts.splice(strengths.indexOf(weakest) + 1, 1);
  }
}

function strengthOf({ before, after }: RateChange): number {
  const odds = Math.abs(Math.log((before * (1 - after)) / (after * (1 - before))));
  return Math.min(Math.abs(after - before) / LEAST_SHIFT, (Number.isNaN(odds) ? 0 : odds) / Math.log(LEAST_ODDS));
}
