// The runs from before hookmeter watched, added up per hook. Apart from the entries: on /metrics they would look like a burst of runs.

import * as v from 'valibot';
import { add, type Micros, micros } from '../base/units.ts';
import type { ForgetRecord, PastRecord } from '../journal/record.ts';
import { isFailure, pastOutcomeOf } from './outcome.ts';
import type { PastHook } from './snapshot.ts';

export interface PastRuns {
  /** Counts it; the caller knows that it has not counted yet. */
  count(record: PastRecord): void;
  forget(record: ForgetRecord): void;
  /** In the order in which the hooks were first heard of. */
  hooks(): readonly PastHook[];
  state(): readonly PastState[];
}

/** What is kept of a hook; one that was forgotten may have no runs (yet). */
export interface PastState {
  readonly hook: string;
  readonly successful: number;
  readonly failed: number;
  readonly us: Micros;
  readonly durations: number;
  readonly lastAt: Micros | undefined;
  readonly forgottenAt: Micros | undefined;
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const time = v.pipe(count, v.transform(micros));

export const pastSchema: v.GenericSchema<unknown, PastState> = v.pipe(
  v.object({
    hook: v.string(),
    successful: count,
    failed: count,
    us: time,
    durations: count,
    lastAt: v.optional(time),
    forgottenAt: v.optional(time),
  }),
  v.transform(({ lastAt, forgottenAt, ...rest }): PastState => ({ ...rest, lastAt, forgottenAt })),
);

/** Only sums and latest moments, so that the order of the records does not matter: history is imported in any. */
export function createPastRuns(state: readonly PastState[]): PastRuns {
  const hooks = new Map<string, Totals>(state.map((totals) => [totals.hook, { ...totals }]));

  function totalsOf(hook: string): Totals {
    const known = hooks.get(hook);
    if (known !== undefined) return known;
    const made = nothing(hook);
    hooks.set(hook, made);
    return made;
  }

  return {
    count(record) {
      const totals = totalsOf(record.identity.hook);
      if (isFailure(pastOutcomeOf(record))) totals.failed++;
      else totals.successful++;
      if (record.us !== undefined) {
        totals.us = add(totals.us, record.us);
        totals.durations++;
      }
      totals.lastAt = later(totals.lastAt, record.at);
    },
    forget({ hook, at }) {
      const totals = totalsOf(hook);
      totals.forgottenAt = later(totals.forgottenAt, at);
    },
    hooks: () => Array.from(hooks.values()).flatMap(frozen),
    state: () => Array.from(hooks.values(), (totals) => ({ ...totals })),
  };
}

type Totals = { -readonly [field in keyof PastState]: PastState[field] };

function frozen({ forgottenAt, lastAt, ...totals }: Totals): PastHook[] {
  if (lastAt === undefined) return [];
  return [{ ...totals, lastAt, forgotten: forgottenAt !== undefined && lastAt <= forgottenAt }];
}

const nothing = (hook: string): Totals => ({
  hook,
  successful: 0,
  failed: 0,
  us: micros(0),
  durations: 0,
  lastAt: undefined,
  forgottenAt: undefined,
});

const later = (a: Micros | undefined, b: Micros): Micros => (a === undefined || b > a ? b : a);
