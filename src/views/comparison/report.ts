// What all three forms of a comparison are made from.

import { assertNever } from '../../base/assert-never.ts';
import type { HookBaseline } from '../../insight/baseline.ts';
import type { Comparison, HookComparison } from '../../insight/comparison.ts';
import type { Limits, Regression } from '../../insight/regressions.ts';
import type { Selection } from '../../insight/selection.ts';

export interface ComparisonReport {
  readonly base: ComparedSide;
  readonly head: ComparedSide;
  readonly comparison: Comparison;
  /** Undefined where anything is accepted. */
  readonly limits: Limits | undefined;
  readonly regressions: readonly Regression[];
  /** Whole sentences about what makes the two hard to compare. */
  readonly notes: readonly string[];
}

export interface ComparedSide {
  /** Undefined for what the journal holds. */
  readonly name: string | undefined;
  readonly selection: Selection;
  readonly hooks: readonly HookBaseline[];
}

/** The order in which people want to see them. */
export const STANDINGS = ['worse', 'better', 'new', 'gone', 'same', 'too_few'] as const;
export type Standing = (typeof STANDINGS)[number];

export function standingOf(hook: HookComparison): Standing {
  switch (hook.kind) {
    case 'new':
    case 'gone':
      return hook.kind;
    case 'both': {
      const [durations, failures] = [hook.durations.kind, hook.failures.kind];
      if (durations === 'slower' || failures === 'failing_more') return 'worse';
      if (durations === 'faster' || failures === 'failing_less') return 'better';
      return durations === 'same' && failures === 'failing_same' ? 'same' : 'too_few';
    }
    default:
      return assertNever(hook);
  }
}

/** Worse ones first, the slowest of them first; else by name. */
export function inOrder(hooks: readonly HookComparison[]): HookComparison[] {
  const place = (hook: HookComparison): number => STANDINGS.indexOf(standingOf(hook));
  return hooks.toSorted((a, b) => place(a) - place(b) || ratioOf(b) - ratioOf(a) || (a.hook < b.hook ? -1 : 1));
}

const ratioOf = (hook: HookComparison): number =>
  hook.kind === 'both' && hook.durations.kind === 'slower' ? hook.durations.shift.ratio : 1;
