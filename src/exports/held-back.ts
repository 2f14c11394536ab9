// What a scraper gets to see first of a series: the value from before the series was born. A counter whose first sample
// is already 3 has, for Prometheus' increase(), never risen; one that goes from 0 to 3 has risen by 3.

import { micros } from '../base/units.ts';
import { BUCKETS } from '../ledger/histogram.ts';
import type { Counters, EntrySnapshot, FailureCount, Snapshot } from '../ledger/snapshot.ts';

/**
 * The snapshot as shown to somebody who has seen the series born up to `seen`: later ones stand at their value from before,
 * which is 0 for a new one. Gauges are true at once. The same snapshot object where nothing is held back, and the same
 * entry objects wherever nothing of the entry is.
 */
export function heldBack(snapshot: Snapshot, seen: number): Snapshot {
  if (snapshot.lastBorn <= seen) return snapshot;
  let changed = false;
  const entries = snapshot.entries.map((entry) => {
    const shown = heldBackEntry(entry, seen);
    if (shown !== entry) changed = true;
    return shown;
  });
  return changed ? { ...snapshot, entries } : snapshot;
}

function heldBackEntry(entry: EntrySnapshot, seen: number): EntrySnapshot {
  const before = entry.before ?? NOTHING;
  if (entry.born > seen) {
    const { outcomes, duration, cpu, log } = before;
    return { ...entry, outcomes, duration, cpu, log, failures: failuresAt(entry, before, () => true) };
  }
  const isNew = ({ born }: FailureCount): boolean => born > seen;
  if (!Array.from(entry.failures.values()).some(isNew)) return entry;
  return { ...entry, failures: failuresAt(entry, before, isNew) };
}

/** Every error type stays present, so that the scrape after this one has something to have risen from. */
function failuresAt(
  { failures }: EntrySnapshot,
  before: Counters,
  isHeld: (failure: FailureCount) => boolean,
): ReadonlyMap<string, FailureCount> {
  return new Map(
    Array.from(failures, ([type, failure]) => {
      if (!isHeld(failure)) return [type, failure];
      return [type, { ...failure, count: before.failures.get(type)?.count ?? 0 }];
    }),
  );
}

const NOTHING: Counters = {
  outcomes: { success: 0, blocked: 0, failed: 0, not_found: 0, signaled: 0, timed_out: 0, lost: 0 },
  failures: new Map(),
  duration: { buckets: new Array<number>(BUCKETS).fill(0), count: 0, sum: micros(0) },
  cpu: { user: micros(0), system: micros(0) },
  log: { sum: 0, squares: 0 },
};
