// Which differences are too large to be accepted.

import { assertNever } from '../base/assert-never.ts';
import type { Comparison, HookComparison } from './comparison.ts';

/** What is not accepted. Undefined: anything is. */
export interface Limits {
  /** 0.2 for 20 % slower, at least; 0 for any significant one. */
  readonly slower: number | undefined;
  /** 0.05 for five percentage points more, at least; likewise. */
  readonly failures: number | undefined;
}

/** `by` is to be read as its limit is. */
export interface Regression {
  readonly hook: string;
  readonly kind: 'slower' | 'failing_more';
  readonly by: number;
  readonly limit: number;
}

/** Significant, and at least as large as the limit. */
export const regressionsOf = ({ hooks }: Comparison, limits: Limits): Regression[] =>
  hooks.flatMap((hook) => regressionsIn(hook, limits));

function regressionsIn(comparison: HookComparison, { slower, failures }: Limits): readonly Regression[] {
  switch (comparison.kind) {
    case 'new':
    case 'gone':
      return [];
    case 'both': {
      const { hook, durations, failures: failing } = comparison;
      const found: Regression[] = [];
      if (slower !== undefined && durations.kind === 'slower' && reaches(durations.shift.ratio - 1, slower))
        found.push({ hook, kind: 'slower', by: durations.shift.ratio - 1, limit: slower });
      if (failures !== undefined && failing.kind === 'failing_more' && reaches(failing.difference, failures))
        found.push({ hook, kind: 'failing_more', by: failing.difference, limit: failures });
      return found;
    }
    default:
      return assertNever(comparison);
  }
}

/** 1.2 - 1 is less than 0.2 to a computer. */
const reaches = (value: number, limit: number): boolean => value >= limit - 1e-9;
