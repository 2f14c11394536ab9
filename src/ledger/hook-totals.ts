// The totals per hook, over all its events, agents and projects, and over what was taken over from elsewhere.

import { add, type Micros, micros } from '../base/units.ts';
import { isFailure, OUTCOMES, type Outcome } from './outcome.ts';
import type { EntrySnapshot, ImportedHook, PastHook, Snapshot } from './snapshot.ts';

export interface HookTotals {
  readonly hook: string;
  /** Runs that succeeded or blocked. */
  readonly successful: number;
  readonly failed: number;
  /** The sum of the durations that are known, and how many those are. */
  readonly us: Micros;
  readonly durations: number;
  readonly lastAt: Micros | undefined;
  /** Only what hookmeter measured itself: imported totals have no outcomes, and imported runs are not all there were. */
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly openRuns: number;
}

/** Every hook that is not forgotten, sorted by name. */
export function hookTotals({ entries, imported, past }: Pick<Snapshot, 'entries' | 'imported' | 'past'>): HookTotals[] {
  const hooks = new Map<string, Totals>();
  const totalsOf = (hook: string): Totals => {
    const known = hooks.get(hook);
    if (known !== undefined) return known;
    const made = nothing(hook);
    hooks.set(hook, made);
    return made;
  };
  for (const totals of imported) addImported(totalsOf(totals.hook), totals);
  for (const totals of past) addPast(totalsOf(totals.hook), totals);
  for (const entry of entries) addEntry(totalsOf(entry.identity.hook), entry);
  return Array.from(hooks.values())
    .filter(({ sources, forgotten }) => forgotten < sources)
    .sort((a, b) => (a.hook < b.hook ? -1 : 1));
}

type Totals = { -readonly [field in keyof HookTotals]: HookTotals[field] } & {
  outcomes: Record<Outcome, number>;
  /** Entries, imports and histories, and how many of them are forgotten. */
  sources: number;
  forgotten: number;
};

function addEntry(totals: Totals, entry: EntrySnapshot): void {
  for (const outcome of OUTCOMES) {
    const count = entry.outcomes[outcome];
    totals.outcomes[outcome] += count;
    if (isFailure(outcome)) totals.failed += count;
    else totals.successful += count;
  }
  totals.us = add(totals.us, entry.duration.sum);
  totals.durations += entry.duration.count;
  // A first run that is still open is an execution too: it shows when, before it shows how.
  totals.lastAt = later(totals.lastAt, entry.lastAt ?? entry.oldestOpenAt);
  totals.openRuns += entry.active;
  totals.sources++;
  if (entry.forgotten) totals.forgotten++;
}

function addImported(totals: Totals, { successful, failed, us, lastAt, forgotten }: ImportedHook): void {
  totals.sources++;
  if (forgotten) totals.forgotten++;
  totals.successful += successful;
  totals.failed += failed;
  totals.us = add(totals.us, us);
  // Nothing takes no time at all: a sum of 0 means that the durations were not recorded.
  if (us > 0) totals.durations += successful + failed;
  totals.lastAt = later(totals.lastAt, lastAt);
}

function addPast(totals: Totals, { successful, failed, us, durations, lastAt, forgotten }: PastHook): void {
  totals.sources++;
  if (forgotten) totals.forgotten++;
  totals.successful += successful;
  totals.failed += failed;
  totals.us = add(totals.us, us);
  totals.durations += durations;
  totals.lastAt = later(totals.lastAt, lastAt);
}

function nothing(hook: string): Totals {
  return {
    hook,
    successful: 0,
    failed: 0,
    us: micros(0),
    durations: 0,
    lastAt: undefined,
    outcomes: { success: 0, blocked: 0, failed: 0, not_found: 0, signaled: 0, timed_out: 0, lost: 0 },
    openRuns: 0,
    sources: 0,
    forgotten: 0,
  };
}

function later(a: Micros | undefined, b: Micros | undefined): Micros | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a > b ? a : b;
}
