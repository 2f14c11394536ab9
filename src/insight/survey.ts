// All runs of a journal, whatever their number, in bounded memory and time: sums of all of them, and single runs of the latest and of a fair
// sample of the older ones. Which runs are kept depends on the runs alone, not on the order in which they were read.

import { type Micros, micros } from '../base/units.ts';
import type { Identity } from '../journal/record.ts';
import type { RunHash } from '../journal/run-hash.ts';
import { errorTypeOf, isFailure, OUTCOMES, type Outcome } from '../ledger/outcome.ts';
import { GrowingColumns } from './growing-columns.ts';
import { OlderSample } from './older-sample.ts';
import { type HookRuns, historyFrom, type RunHistory } from './runs.ts';
import { type Tally, TallyCounter } from './tally.ts';

export interface Survey {
  /** Each run once; `run` is its hash, which chance decides by. */
  add(run: RunHash, known: SurveyedRun): void;
  /** What was added. Nothing can be added any more. */
  done(): Surveyed;
}

/** As `Run`; unknown times are NaN, so that nothing is made for each of millions of runs. */
export interface SurveyedRun {
  readonly identity: Identity;
  readonly at: number;
  readonly us: number;
  readonly cpu: number;
  readonly outcome: Outcome;
  readonly code: number | undefined;
  readonly timeout: Micros | undefined;
}

export interface Surveyed {
  /** All runs that were added, those with impossible moments apart. */
  readonly runs: number;
  /** Runs dated before or after what is possible: a clock was wrong. They are in nothing else here. */
  readonly misdated: number;
  /** By hook: exact, whatever was thinned, but for quantiles (see there). */
  readonly tallies: ReadonlyMap<string, Tally>;
  /** Of each hook the latest runs and a sample of the older ones: what changed, and when. All runs where nothing was thinned. */
  readonly history: RunHistory;
  /** The latest runs of all hooks without a gap: what hooks have to do with each other, and how much work they are. */
  readonly latest: RunHistory;
  readonly thinned: Thinned | undefined;
}

export interface Thinned {
  /** From here on every run is kept. */
  readonly from: Micros;
  /** Runs that are kept singly. */
  readonly kept: number;
  /** By hook: how many older runs each that is kept stands for; hooks of which all are kept are left out. */
  readonly weights: ReadonlyMap<string, number>;
}

export interface SurveyLimits {
  /** Up to so many runs nothing is thinned. */
  readonly all: number;
  /** Beyond that: so many of the latest, and so many of the older ones. */
  readonly latest: number;
  readonly older: number;
}

export const LIMITS: SurveyLimits = { all: 200_000, latest: 100_000, older: 65_536 };

/** Moments that a run can have: a clock that was wrong would stretch every span. */
export interface Possible {
  readonly from: Micros;
  readonly until: Micros;
}

export function createSurvey(possible: Possible, limits: SurveyLimits = LIMITS): Survey {
  const names = createNames();
  let kept = new GrowingColumns();
  const priorities = new Uint32Array(limits.all);
  const sample = new OlderSample(limits.older);
  const counters: TallyCounter[] = [];
  let misdated = 0;
  let isThinned = false;

  /** Runs older than the latest ones become sums, and perhaps part of the sample. */
  function thin(): void {
    isThinned = true;
    const { latest, older } = split(kept.part(0, kept.length).at, limits.latest);
    const { at, us, outcome, error, identity, cpu } = kept.part(0, kept.length);
    for (const i of older) {
      const who = identity[i] ?? 0;
      const hook = names.hookOf(who);
      counters[hook] ??= new TallyCounter();
      counters[hook].add(at[i] ?? 0, us[i] ?? NaN, outcome[i] ?? 0, error[i] ?? 0);
      const place = sample.place(hook, priorities[i] ?? 0);
      place?.push(at[i] ?? 0, us[i] ?? NaN, cpu[i] ?? NaN, outcome[i] ?? 0, who, error[i] ?? 0);
    }
    kept = kept.picked(latest, limits.all);
    for (const [place, i] of latest.entries()) priorities[place] = priorities[i] ?? 0; // never before it is read
  }

  return {
    add(run, { identity, at, us, cpu, outcome, code, timeout }) {
      if (at < possible.from || at > possible.until) {
        misdated++;
        return;
      }
      if (kept.length === limits.all) thin();
      const who = names.indexOf(identity, timeout);
      const error = isFailure(outcome) ? names.errorOf(errorTypeOf(outcome, code ?? 1)) : 0;
      priorities[kept.length] = run.low ^ run.high; // wraps to 32 bits
      kept.push(at, us, cpu, OUTCOMES.indexOf(outcome), who, error);
    },
    done() {
      if (isThinned) thin();
      const latest = historyFrom(kept, names);
      const runsOf = new Map(latest.hooks.map((runs) => [runs.hook, runs]));
      const from = firstOf(latest.hooks);
      const tallies = new Map<string, Tally>();
      const weights = new Map<string, number>();
      for (const [i, hook] of names.hooks.entries()) {
        tallies.set(hook, (counters[i] ?? new TallyCounter()).with(runsOf.get(hook), names.errors));
      }
      const runs = Array.from(tallies.values()).reduce((sum, tally) => sum + tally.runs, 0);
      if (!isThinned) return { runs, misdated, tallies, history: latest, latest, thinned: undefined };
      const older = sample.done();
      for (const [i, hook] of names.hooks.entries()) {
        const all = (tallies.get(hook)?.runs ?? 0) - (runsOf.get(hook)?.length ?? 0);
        if (all > (older.counts[i] ?? 0)) weights.set(hook, all / (older.counts[i] || 1));
      }
      const both = older.columns.followedBy(kept);
      const thinned = { from, kept: both.length, weights };
      return { runs, misdated, tallies, history: historyFrom(both, names), latest, thinned };
    },
  };
}

/** The indices of the `most` latest moments, in order, and of all others. Of equal moments the first are older. */
function split(at: Float64Array, most: number): { readonly latest: Uint32Array; readonly older: Uint32Array } {
  const count = Math.min(most, at.length);
  const limit = at.slice().sort()[at.length - count] ?? 0;
  let equal = count - at.reduce((sum, each) => sum + (each > limit ? 1 : 0), 0);
  const [latest, older] = [new Uint32Array(count), new Uint32Array(at.length - count)];
  let [keeps, leaves] = [0, 0];
  for (let i = 0; i < at.length; i++) {
    const moment = at[i] ?? 0;
    if (moment > limit || (moment === limit && equal-- > 0)) latest[keeps++] = i;
    else older[leaves++] = i;
  }
  return { latest, older };
}

const firstOf = (hooks: readonly HookRuns[]): Micros =>
  micros(hooks.reduce((first, { at }) => Math.min(first, at[0] ?? first), Number.POSITIVE_INFINITY));

interface SurveyNames {
  readonly identities: readonly Identity[];
  readonly hooks: readonly string[];
  readonly errors: readonly string[];
  readonly timeouts: readonly (Micros | undefined)[];
  indexOf(identity: Identity, timeout: Micros | undefined): number;
  hookOf(identity: number): number;
  errorOf(error: string): number;
}

function createNames(): SurveyNames {
  const [identities, hooks, errors]: [Identity[], string[], string[]] = [[], [], ['']];
  const timeouts: (Micros | undefined)[] = [];
  const hookOf: number[] = [];
  const numbers = { identity: new Map<string, number>(), hook: new Map<string, number>(), error: new Map([['', 0]]) };
  // The reader gives the same object for the same names, line after line.
  const objects = new WeakMap<Identity, number>();
  return {
    identities,
    hooks,
    errors,
    timeouts,
    indexOf(identity, timeout) {
      let who = objects.get(identity);
      if (who === undefined) {
        who = numberOf(numbers.identity, identities, identity.key, identity);
        objects.set(identity, who);
        hookOf[who] ??= numberOf(numbers.hook, hooks, identity.hook, identity.hook);
      }
      if (timeout !== undefined) timeouts[who] = timeout;
      return who;
    },
    hookOf: (identity) => hookOf[identity] ?? 0,
    errorOf: (error) => numberOf(numbers.error, errors, error, error),
  };
}

function numberOf<T>(known: Map<string, number>, all: T[], key: string, value: T): number {
  const number = known.get(key);
  if (number !== undefined) return number;
  known.set(key, all.length);
  return all.push(value) - 1;
}
