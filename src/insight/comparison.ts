// What became of each hook between two sets of runs. How good it is: docs/baselines.md.

import { failuresOf, type HookBaseline } from './baseline.ts';
import { type Judged, judgedTogether } from './holm.ts';
import { distanceOf, twoSided } from './normal.ts';
import { compareRanks, type RankComparison } from './ranks.ts';
import { type Difference, differenceOf, exactChance, leastChance, type Share } from './shares.ts';
import { type Shift, shiftOf } from './shift.ts';

export type HookComparison =
  | {
      readonly kind: 'both';
      readonly hook: string;
      readonly base: HookBaseline;
      readonly head: HookBaseline;
      readonly durations: DurationVerdict;
      readonly failures: FailureVerdict;
    }
  | { readonly kind: 'new'; readonly hook: string; readonly head: HookBaseline }
  | { readonly kind: 'gone'; readonly hook: string; readonly base: HookBaseline };

export type DurationVerdict =
  /** How many durations there are on either side: no difference between so few can be told from chance. */
  | { readonly kind: 'too_few'; readonly base: number; readonly head: number }
  | ({
      readonly kind: 'slower' | 'faster' | 'same';
      readonly shift: Shift;
      /** Cliff's δ, positive where runs became slower. */
      readonly delta: number;
    } & Chance);

export type FailureVerdict =
  | { readonly kind: 'too_few'; readonly base: number; readonly head: number }
  | ({ readonly kind: 'failing_more' | 'failing_less' | 'failing_same' } & Difference & Chance);

interface Chance {
  /** Of so large a difference where there is none, in this test alone; and after Holm, over all tests of the comparison. */
  readonly p: number;
  readonly adjusted: number;
}

export interface Comparison {
  /** By name. */
  readonly hooks: readonly HookComparison[];
  /** How many were made: the more, the clearer each difference has to be. */
  readonly tests: number;
}

/** The chance that a comparison of runs between which nothing changed says anywhere that something did. */
export const SIGNIFICANCE = 0.01;
/** With fewer on either side no test of durations is made, and none of failures that sees no difference is believed. */
export const LEAST_RUNS = 8;

export function compareHooks(base: readonly HookBaseline[], head: readonly HookBaseline[]): Comparison {
  const old = new Map(base.map((hook) => [hook.hook, hook]));
  const recent = new Map(head.map((hook) => [hook.hook, hook]));
  const names = [...new Set([...old.keys(), ...recent.keys()])].sort();
  const pairs = names.map((hook) => tested(hook, old.get(hook), recent.get(hook)));
  const chances = pairs.flatMap((pair) => (pair.kind === 'both' ? [...chancesOf(pair)] : []));
  const judged = judgedTogether(chances, SIGNIFICANCE).values();
  return { hooks: pairs.map((pair) => comparisonOf(pair, judged)), tests: chances.length };
}

type Tested = Exclude<HookComparison, { kind: 'both' }> | TestedPair;

interface TestedPair {
  readonly kind: 'both';
  readonly hook: string;
  readonly base: HookBaseline;
  readonly head: HookBaseline;
  /** Undefined where nothing could come of the test. */
  readonly ranks: RankComparison | undefined;
  readonly failureChance: number | undefined;
}

function tested(hook: string, base: HookBaseline | undefined, head: HookBaseline | undefined): Tested {
  if (head === undefined) {
    if (base === undefined) throw new Error(`${hook} is on neither side`);
    return { kind: 'gone', hook, base };
  }
  if (base === undefined) return { kind: 'new', hook, head };
  const isEnough = Math.min(base.sample.length, head.sample.length) >= LEAST_RUNS;
  const ranks = isEnough ? compareRanks(base.sample, head.sample) : undefined;
  const [before, after] = [failureShare(base), failureShare(head)];
  const canDiffer = leastChance(before, after) <= SIGNIFICANCE;
  return { kind: 'both', hook, base, head, ranks, failureChance: canDiffer ? exactChance(before, after) : undefined };
}

/** In the order in which `comparisonOf` asks for what became of them. */
function* chancesOf({ ranks, failureChance }: TestedPair): Generator<number> {
  if (ranks !== undefined && ranks.deviation > 0) yield twoSided(ranks.z);
  if (failureChance !== undefined) yield failureChance;
}

function comparisonOf(pair: Tested, judged: Iterator<Judged>): HookComparison {
  if (pair.kind !== 'both') return pair;
  const { hook, base, head, ranks, failureChance } = pair;
  const next = (): Judged => {
    const { value } = judged.next();
    if (value === undefined) throw new Error('fewer tests were judged than made');
    return value;
  };
  const ofDurations = ranks === undefined || ranks.deviation === 0 ? UNTESTED : next();
  const ofFailures = failureChance === undefined ? UNTESTED : next();
  return {
    kind: 'both',
    hook,
    base,
    head,
    durations: durationVerdict(base, head, ranks, ofDurations),
    failures: failureVerdict(base, head, failureChance ?? 1, ofFailures),
  };
}

const UNTESTED: Judged = { adjusted: 1, isSignificant: false, level: SIGNIFICANCE };

function durationVerdict(
  base: HookBaseline,
  head: HookBaseline,
  ranks: RankComparison | undefined,
  { adjusted, isSignificant, level }: Judged,
): DurationVerdict {
  const tooFew = { kind: 'too_few', base: base.durations, head: head.durations } as const;
  if (ranks === undefined) return tooFew;
  const { z, delta, deviation } = ranks;
  const shift = shiftOf(base.sample, head.sample, distanceOf(level) * deviation);
  if (!isSignificant && shift.interval === undefined) return tooFew;
  const kind = !isSignificant ? 'same' : z > 0 ? 'slower' : 'faster';
  return { kind, shift, delta, p: twoSided(z), adjusted };
}

function failureVerdict(
  base: HookBaseline,
  head: HookBaseline,
  p: number,
  { adjusted, isSignificant, level }: Judged,
): FailureVerdict {
  const difference = differenceOf(failureShare(base), failureShare(head), distanceOf(level));
  if (isSignificant) {
    return { kind: difference.difference > 0 ? 'failing_more' : 'failing_less', ...difference, p, adjusted };
  }
  if (Math.min(base.runs, head.runs) < LEAST_RUNS) return { kind: 'too_few', base: base.runs, head: head.runs };
  // The interval is not an inversion of the test, and may miss 0 by a little where the test sees no difference.
  const [low, high] = [Math.min(0, difference.low), Math.max(0, difference.high)];
  return { kind: 'failing_same', ...difference, low, high, p, adjusted };
}

const failureShare = (hook: HookBaseline): Share => ({ marked: failuresOf(hook), all: hook.runs });
