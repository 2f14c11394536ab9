// Which entries machines get to see. Totals stay in the ledger for ever; a page that never forgets only grows.

import { DAY, type Micros } from '../base/units.ts';
import type { EntrySnapshot } from '../ledger/snapshot.ts';

/** An entry leaves /metrics when nothing of it ran for this long. */
export const IDLE_AFTER = (30 * DAY) as Micros;

/** Whether an entry is on /metrics at `takenAt`: not forgotten, and run within the last 30 days or running now. */
export function isExported(entry: EntrySnapshot, takenAt: Micros): boolean {
  if (entry.forgotten) return false;
  return entry.active > 0 || (entry.lastAt ?? entry.startedAt) >= takenAt - IDLE_AFTER;
}
