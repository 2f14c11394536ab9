// What changed in a hook, and when.

import { type Micros, micros } from '../base/units.ts';
import { levelChanges } from './level-changes.ts';
import { rateChanges } from './rate-changes.ts';
import { FAILS, type HookRuns } from './runs.ts';

interface Dated {
  /** End of the last run before the change, and of the first one after it: it was somewhere between. */
  readonly after: Micros;
  readonly from: Micros;
  /** Runs from the change to the latest. */
  readonly runs: number;
}

export interface DurationChange extends Dated {
  readonly kind: 'duration';
  /** Medians of up to 50 runs next to the change. */
  readonly was: Micros;
  readonly is: Micros;
  readonly deviations: number;
  /** Cliff's δ, positive where runs became slower. */
  readonly delta: number;
}

export interface FailureChange extends Dated {
  readonly kind: 'failures';
  /** Shares of failures, 0 to 1, up to the neighbouring changes. */
  readonly was: number;
  readonly is: number;
}

/** Of successful and blocked runs: one that fails at once says nothing about how long the work takes. Ascending. */
export function durationChanges(runs: HookRuns): DurationChange[] {
  const { at, us } = working(runs);
  return levelChanges(us).map(({ at: index, before, after, deviations, delta }) => ({
    kind: 'duration',
    ...dated(at, index),
    was: micros(Math.round(before)),
    is: micros(Math.round(after)),
    deviations,
    delta,
  }));
}

/** Ascending. */
export function failureChanges({ at, outcome }: HookRuns): FailureChange[] {
  const failed = outcome.map((code) => FAILS[code] ?? 0);
  return rateChanges(failed).map(({ at: index, before, after }) => ({
    kind: 'failures',
    ...dated(at, index),
    was: before,
    is: after,
  }));
}

/** The runs that did their work and whose duration is known. */
export function working({ at, us, outcome, length }: HookRuns): {
  readonly at: Float64Array;
  readonly us: Float64Array;
} {
  const kept = { at: new Float64Array(length), us: new Float64Array(length) };
  let count = 0;
  for (let i = 0; i < length; i++) {
    const duration = us[i] ?? NaN;
    if (Number.isNaN(duration) || FAILS[outcome[i] ?? 0] === 1) continue;
    kept.at[count] = at[i] ?? 0;
    kept.us[count++] = duration;
  }
  return { at: kept.at.subarray(0, count), us: kept.us.subarray(0, count) };
}

const dated = (at: Float64Array, index: number): Dated => ({
  after: micros(at[index - 1] ?? 0),
  from: micros(at[index] ?? 0),
  runs: at.length - index,
});
