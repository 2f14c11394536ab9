// The runs that insight is about, in columns: a journal may hold millions, and an object for each would be most of the memory.

import type { Micros } from '../base/units.ts';
import type { EndRecord, Identity, PastRecord, StartRecord } from '../journal/record.ts';
import { errorTypeOf, isFailure, OUTCOMES, type Outcome, outcomeOf, pastOutcomeOf } from '../ledger/outcome.ts';
import { GrowingColumns } from './growing-columns.ts';

/** One run, as far as it is known. */
export interface Run {
  readonly identity: Identity;
  /** When it ended, or when it was last known of. */
  readonly at: Micros;
  readonly us: Micros | undefined;
  /** User and system time. */
  readonly cpu: Micros | undefined;
  readonly outcome: Outcome;
  /** Exit code, where one is known. */
  readonly code: number | undefined;
  readonly timeout: Micros | undefined;
}

export interface RunCollector {
  readonly size: number;
  add(run: Run): void;
  addEnd(end: EndRecord): void;
  addPast(past: PastRecord): void;
  /** A run that started and is known to have been lost. */
  addLost(start: StartRecord): void;
  /** What was added so far, by hook and in the order of time. */
  history(): RunHistory;
}

export interface RunHistory {
  /** By name. */
  readonly hooks: readonly HookRuns[];
  /** Who ran: `identity` of a hook's columns is an index into it. */
  readonly identities: readonly Identity[];
  /** `error` of a hook's columns is an index into it; '' for runs that did not fail. */
  readonly errors: readonly string[];
}

/** The runs of one hook over all its events, agents and projects: columns of equal length, ordered by `at`; equal moments as they were added. */
export interface HookRuns {
  readonly hook: string;
  readonly length: number;
  /** When each ended: microseconds since 1970. */
  readonly at: Float64Array;
  /** Microseconds; NaN where unknown. */
  readonly us: Float64Array;
  readonly cpu: Float64Array;
  /** Index into OUTCOMES. */
  readonly outcome: Uint8Array;
  readonly identity: Uint32Array;
  readonly error: Uint32Array;
  /** The shortest timeout among the last declared of its identities. */
  readonly timeout: Micros | undefined;
}

/** By index into OUTCOMES: 1 for a failure. */
export const FAILS = Uint8Array.from(OUTCOMES, (outcome) => (isFailure(outcome) ? 1 : 0));

export function collectRuns(): RunCollector {
  const columns = new GrowingColumns();
  const identities = createNames<Identity>();
  const errors = createNames<string>();
  const timeouts: (Micros | undefined)[] = [];
  errors.indexOf('', '');

  function add({ identity, at, us, cpu, outcome, code, timeout }: Run): void {
    const who = identities.indexOf(identity.key, identity);
    timeouts[who] = timeout ?? timeouts[who];
    const error = isFailure(outcome) ? errorTypeOf(outcome, code ?? 1) : '';
    columns.push(at, us ?? NaN, cpu ?? NaN, OUTCOMES.indexOf(outcome), who, errors.indexOf(error, error));
  }

  return {
    get size() {
      return columns.length;
    },
    add,
    addEnd(end) {
      const { identity, at, us, user, sys, code, timeout } = end;
      add({ identity, at, us, cpu: (user + sys) as Micros, outcome: outcomeOf(end), code, timeout });
    },
    addPast(past) {
      const { identity, at, us, code, timeout } = past;
      add({ identity, at, us, cpu: undefined, outcome: pastOutcomeOf(past), code, timeout });
    },
    addLost({ identity, at, timeout }) {
      add({ identity, at, us: undefined, cpu: undefined, outcome: 'lost', code: undefined, timeout });
    },
    history: () => historyFrom(columns, { identities: identities.all, errors: errors.all, timeouts }),
  };
}

/** What the columns hold, by hook and in the order of time; indices in them are those of `names`. */
export function historyFrom(
  columns: GrowingColumns,
  names: {
    readonly identities: readonly Identity[];
    readonly errors: readonly string[];
    /** By identity, as last declared. */
    readonly timeouts: readonly (Micros | undefined)[];
  },
): RunHistory {
  return {
    hooks: byHook(columns, names.identities, names.timeouts),
    identities: [...names.identities],
    errors: [...names.errors],
  };
}

function byHook(
  columns: GrowingColumns,
  identities: readonly Identity[],
  timeouts: readonly (Micros | undefined)[],
): HookRuns[] {
  const names = [...new Set(identities.map(({ hook }) => hook))].sort();
  const places = new Map(names.map((name, i) => [name, i]));
  const hookOf = Uint32Array.from(identities, ({ hook }) => places.get(hook) ?? 0);
  const { sorted, ends } = columns.groupedBy(hookOf, names.length);
  const shortest: (Micros | undefined)[] = [];
  for (const [who, timeout] of timeouts.entries()) {
    const hook = hookOf[who] ?? 0;
    const known = shortest[hook];
    if (known === undefined || (timeout !== undefined && timeout < known)) shortest[hook] = timeout;
  }
  return names.map((hook, i) => ({ hook, ...sorted.part(ends[i - 1] ?? 0, ends[i] ?? 0), timeout: shortest[i] }));
}

interface Names<T> {
  readonly all: readonly T[];
  indexOf(key: string, value: T): number;
}

function createNames<T>(): Names<T> {
  const all: T[] = [];
  const known = new Map<string, number>();
  return {
    all,
    indexOf(key, value) {
      const index = known.get(key);
      if (index !== undefined) return index;
      known.set(key, all.length);
      return all.push(value) - 1;
    },
  };
}
