// Which hooks became slower, or faster, at the same time more often than chance explains.

import { DAY, type Micros, micros } from '../base/units.ts';
import { believed, binomialAtLeast } from './counts.ts';
import type { DurationChange } from './hook-changes.ts';

/** A hook's changes of duration, and the time over which they were looked for. */
export interface HookChanges {
  readonly hook: string;
  readonly from: Micros;
  readonly until: Micros;
  readonly changes: readonly DurationChange[];
}

export interface ChangedTogether {
  readonly hooks: readonly [string, string];
  readonly direction: 'slower' | 'faster';
  /** When: the later of the two moments from which each was different. */
  readonly at: readonly Micros[];
  /** The chance that as many of the first hook's changes lie so near to one of the second's. */
  readonly p: number;
}

/** Changes are dated to a few runs only; further apart, they share no cause that anybody could look for. */
const NEAR = micros(DAY / 144);
const MOST_CHANGES = 2000;
const FALSE_DISCOVERIES = 0.05;

/**
 * Pairs that stand after Benjamini and Hochberg over all pairs of hooks that changed, the clearest first; at most the latest 2,000 changes are
 * judged. Two changes are together if at most ten minutes lie between the times within which each must have happened.
 */
export function changedTogether(hooks: readonly HookChanges[]): ChangedTogether[] {
  const latest = hooks
    .flatMap(({ changes }) => changes.map(({ from }) => from))
    .sort((a, b) => b - a)
    .at(MOST_CHANGES);
  const changed = (['slower', 'faster'] as const).map((direction) => ({
    direction,
    hooks: hooks.flatMap((hook) => {
      const changes = hook.changes.filter(
        ({ delta, from }) => delta > 0 === (direction === 'slower') && (latest === undefined || from > latest),
      );
      return changes.length === 0 ? [] : [{ ...hook, changes }];
    }),
  }));
  const tests = changed.reduce((sum, { hooks: { length } }) => sum + (length * (length - 1)) / 2, 0);
  const pairs = changed.flatMap(({ direction, hooks: those }) =>
    those.flatMap((b, i) => those.slice(0, i).flatMap((a) => pairOf(a, b, direction))),
  );
  return believed(pairs, tests, FALSE_DISCOVERIES);
}

function pairOf(a: HookChanges, b: HookChanges, direction: 'slower' | 'faster'): ChangedTogether[] {
  const at = a.changes.flatMap((one) => {
    const other = b.changes.find((each) => one.after - NEAR <= each.from && each.after - NEAR <= one.from);
    return other === undefined ? [] : [micros(Math.max(one.from, other.from))];
  });
  if (at.length === 0) return [];
  // A change at a random moment is near one of b's with the chance of the share that those and their surroundings cover.
  const width = a.changes.reduce((sum, { after, from }) => sum + from - after, 0) / a.changes.length;
  const covered = b.changes.reduce((sum, { after, from }) => sum + from - after + 2 * NEAR + width, 0);
  const span = Math.max(a.until, b.until) - Math.min(a.from, b.from);
  const p = binomialAtLeast(at.length, a.changes.length, Math.min(1, covered / Math.max(1, span)));
  return [{ hooks: [a.hook, b.hook], direction, at, p }];
}
