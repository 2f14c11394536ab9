// Whether a hook's latest runs take longer than those before: a change-point search over the runs themselves, so that a hook
// which runs once a day and one which runs every few seconds are judged by the same number of runs.
// Why it is here and how it was tuned: docs/decisions/0007-pace.md.

import { DAY, type Micros, micros, since } from '../base/units.ts';
import {
  createLevel,
  dropBefore,
  mergeOldest,
  offsetOf,
  type PaceGroup,
  type PaceLevel,
  pushGroup,
} from './pace-groups.ts';

/** What is remembered of a hook's durations: the latest runs singly, older ones in ever larger groups, the oldest as one mean. */
export interface Pace {
  /** Finest level first (groups of 1, 8, 32 and 128 runs). */
  readonly levels: readonly PaceLevel[];
  /** What has left the levels, fading with time; `until` is when the last of it began. */
  readonly past: { runs: number; sum: number; raw: number; until: Micros };
  /** A slowly moving mean and variance of the logarithms, to tell an outlier by. Natural units, not thousandths. */
  readonly usual: { runs: number; mean: number; variance: number; last: number };
  /** How many times as much the means of the largest groups vary as those of independent runs would; 1 where runs are independent. */
  unrest: number;
  /** The change that has been clear for some time: when it was, before merging older runs blurred that. */
  clear: { readonly from: Micros; readonly isSlower: boolean } | undefined;
}

/** The most likely change among the remembered runs. Logarithms are ln(1 + milliseconds). */
export interface PaceChange {
  /** Mean logarithm before the change. */
  readonly baseline: number;
  /** Mean logarithm since the change. */
  readonly recent: number;
  /** Standard deviation of the logarithm of one run. */
  readonly spread: number;
  /** Runs since the change. */
  readonly runs: number;
  /** When the change was: the end of the first run after it. */
  readonly from: Micros;
  /**
   * Log-likelihood ratio, in nats, of "the mean changed here" against "it never did": ν/2 · ln(1 + t²/ν), the generalised
   * likelihood ratio for normal variables of unknown variance (Kay, Detection Theory, 1998, §9.4). Negative where runs became faster.
   */
  readonly evidence: number;
}

export const createPace = (): Pace => ({
  levels: LEVELS.map(({ keep, merge }, i) => createLevel(GROUP_RUNS[i] ?? 1, keep + merge)),
  past: { runs: 0, sum: 0, raw: 0, until: micros(0) },
  usual: { runs: 0, mean: 0, variance: 0, last: 0 },
  unrest: 1,
  clear: undefined,
});

/** A run took `log` = ln(1 + milliseconds), in thousandths, and ended at `at`. */
export function observePace(pace: Pace, log: number, at: Micros): void {
  const sum = withoutOutlier(pace, log);
  const [runs] = pace.levels;
  if (runs !== undefined) pushGroup(runs, sum, log, at);
  learnUsual(pace.usual, sum / THOUSAND);
  if (regroup(pace)) followChange(pace, at);
}

/** The likeliest change in either direction; `undefined` while too few runs are known. */
export function changeOf(pace: Pace): PaceChange | undefined {
  const all = { runs: pace.past.runs, sum: pace.past.sum, raw: pace.past.raw };
  for (const level of pace.levels) for (let i = 0; i < level.length; i++) addTo(all, level, i);
  const known = Math.min(pace.usual.runs, SPREAD_RUNS) * DIFFERENCE_EFFICIENCY - 1;
  const variance = varianceOf(pace);
  // A busy afternoon slows all runs of it alike: more of them do not average that away.
  const common = (Math.max(0, pace.unrest - UNREST_ALLOWED) * variance) / LARGEST_GROUP;
  const newer = { runs: 0, sum: 0, raw: 0 };
  let best: Candidate | undefined;
  let bestScore = -1;
  for (const level of pace.levels) {
    for (let i = level.length - 1; i >= 0; i--) {
      addTo(newer, level, i);
      const older = all.runs - newer.runs;
      if (newer.runs < LEAST_RECENT || older < LEAST_BASELINE) continue;
      const shift = newer.sum / newer.runs - (all.sum - newer.sum) / older;
      const t2 = (shift / THOUSAND) ** 2 / (variance * (1 / newer.runs + 1 / older) + common);
      const evidence = (known / 2) * Math.log1p(t2 / known);
      // There are fewer long windows than short ones to be fooled by: ln(runs) puts all lengths on one scale.
      const score = evidence + Math.log(newer.runs);
      if (score <= bestScore) continue;
      bestScore = score;
      best = { level, index: i, runs: newer.runs, raw: newer.raw, evidence, isSlower: shift > 0 };
    }
  }
  if (best === undefined) return undefined;
  const from = micros(best.level.ring[offsetOf(best.level, best.index) + 2] ?? 0);
  return {
    baseline: (all.raw - best.raw) / (all.runs - best.runs) / THOUSAND,
    recent: best.raw / best.runs / THOUSAND,
    spread: Math.sqrt(variance),
    runs: best.runs,
    from: pace.clear?.isSlower === best.isSlower && pace.clear.from < from ? pace.clear.from : from,
    evidence: best.isSlower ? best.evidence : -best.evidence,
  };
}

/** The change begins with the group of this index. */
interface Candidate {
  readonly level: PaceLevel;
  readonly index: number;
  readonly runs: number;
  readonly raw: number;
  readonly evidence: number;
  readonly isSlower: boolean;
}

/** Sums are in whole thousandths: exact in any order, and short on disk. */
export const THOUSAND = 1000;

/** How many groups stay in a level at least, and how many of the oldest then become one of the next. */
const LEVELS = [
  { keep: 32, merge: 8 },
  { keep: 8, merge: 4 },
  { keep: 8, merge: 4 },
  { keep: 4, merge: 1 },
] as const;
/** Runs in a group of each level. */
export const GROUP_RUNS: readonly number[] = [1, 8, 32, 128];
const LARGEST_GROUP = 128;

const LEAST_RECENT = 8;
const LEAST_BASELINE = 12;
/** The spread is learnt from about this many runs, the usual duration from fewer. */
const SPREAD_RUNS = 1600;
const MEAN_RUNS = 100;
/** Half the mean squared difference of neighbours estimates a variance as well as 2/3 as many runs do (von Neumann, 1941). */
const DIFFERENCE_EFFICIENCY = 2 / 3;
/** A hook that always takes the same time still has some jitter: 5 %. */
const LEAST_VARIANCE = 0.0025;
/** What is further off than this many standard deviations, and than a third of the duration, counts as if it were not. */
const OUTLIER_DEVIATIONS = 2;
const OUTLIER_LEAST = 0.3;
/** What chance and the time of day may do: means of the largest groups that differ by an eighth of a single run's spread. */
const UNREST_ALLOWED = 3;
const UNREST_GROUPS = 30;
const UNREST_MOST = 9;
/** The past is remembered for about this long, and never less than this many runs. */
const PAST_TIME = 14 * DAY;
const PAST_RUNS = 100;
/** A clear change this old is the new normal, once it is this many runs old as well. */
const ADOPT_AFTER = micros(14 * DAY);
const ADOPT_RUNS = 32;
const CLEAR_EVIDENCE = 8;
/** Up to so many runs after it, a change is dated to a few runs. */
const DATED_RUNS = 128;

const varianceOf = ({ usual }: Pace): number => Math.max(usual.variance, LEAST_VARIANCE);

function addTo(total: { runs: number; sum: number; raw: number }, level: PaceLevel, index: number): void {
  const at = offsetOf(level, index);
  total.runs += level.runs;
  total.sum += level.ring[at] ?? 0;
  total.raw += level.ring[at + 1] ?? 0;
}

function withoutOutlier({ usual }: Pace, log: number): number {
  if (usual.runs < LEAST_RECENT) return log;
  const most = Math.max(OUTLIER_LEAST, OUTLIER_DEVIATIONS * Math.sqrt(usual.variance));
  return Math.round(Math.min((usual.mean + most) * THOUSAND, Math.max((usual.mean - most) * THOUSAND, log)));
}

function learnUsual(usual: Pace['usual'], value: number): void {
  usual.runs++;
  usual.mean += (value - usual.mean) / Math.min(usual.runs, MEAN_RUNS);
  if (usual.runs > 1) {
    const differenceVariance = (value - usual.last) ** 2 / 2;
    usual.variance += (differenceVariance - usual.variance) / Math.min(usual.runs - 1, SPREAD_RUNS);
  }
  usual.last = value;
}

/** Returns whether many runs have passed since it last said so: looking for changes costs more than a run is worth. */
function regroup(pace: Pace): boolean {
  for (let i = 0; i < LEVELS.length; i++) {
    const level = pace.levels[i];
    const limits = LEVELS[i];
    if (level === undefined || limits === undefined || level.length < limits.keep + limits.merge) return i > 1;
    const group = mergeOldest(level, limits.merge);
    const next = pace.levels[i + 1];
    if (next === undefined) foldIntoPast(pace, group);
    else pushGroup(next, group.sum, group.raw, group.from);
  }
  return true;
}

function foldIntoPast(pace: Pace, group: PaceGroup): void {
  const { past } = pace;
  if (past.runs > 0) {
    const shift = (group.sum / group.runs - past.sum / past.runs) / THOUSAND;
    const expected = varianceOf(pace) * (1 / group.runs + 1 / past.runs);
    pace.unrest += (Math.min(UNREST_MOST, shift ** 2 / expected) - pace.unrest) / UNREST_GROUPS;
  }
  const faded = Math.exp(-since(past.until, group.from) / PAST_TIME);
  const kept = Math.max(faded, Math.min(1, PAST_RUNS / Math.max(1, past.runs)));
  past.runs = past.runs * kept + group.runs;
  past.sum = past.sum * kept + group.sum;
  past.raw = past.raw * kept + group.raw;
  past.until = group.from;
}

function followChange(pace: Pace, now: Micros): void {
  const change = changeOf(pace);
  if (change === undefined || Math.abs(change.evidence) < CLEAR_EVIDENCE) {
    pace.clear = undefined;
    return;
  }
  const isSlower = change.evidence > 0;
  if (pace.clear?.isSlower !== isSlower || change.runs < DATED_RUNS) pace.clear = { from: change.from, isSlower };
  if (change.runs < ADOPT_RUNS || since(pace.clear.from, now) < ADOPT_AFTER) return;
  dropBefore(pace.levels, pace.clear.from);
  Object.assign(pace.past, { runs: 0, sum: 0, raw: 0 });
  pace.clear = undefined;
}
