// Which entries machines get to see. Totals stay in the ledger for ever; a page that never forgets only grows.

import { type Micros, since } from '../base/units.ts';
import { type EntrySnapshot, IDLE_AFTER } from '../ledger/snapshot.ts';

/** Whether an entry is on /metrics at `takenAt`: not forgotten, and run within the last 30 days or running now. */
export function isExported(entry: EntrySnapshot, takenAt: Micros): boolean {
  if (entry.forgotten) return false;
  return entry.active > 0 || since(entry.lastAt ?? entry.startedAt, takenAt) <= IDLE_AFTER;
}
