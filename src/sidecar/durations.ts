// The durations that the journal still holds, for exact quantiles.

import type { Micros } from '../base/units.ts';
import type { Identity, JournalRecord } from '../journal/record.ts';
import { createTail } from '../journal/tail.ts';

/** Durations in microseconds, by hook unless told otherwise, in the order of the journal. Damaged parts are left out. */
export async function journalDurations(
  journal: string,
  pause: () => Promise<void>,
  by: (identity: Identity) => string = ({ hook }) => hook,
): Promise<ReadonlyMap<string, readonly Micros[]>> {
  const durations = new Map<string, Micros[]>();
  const sink = {
    line: () => {},
    reject: () => {},
    record(record: JournalRecord): void {
      if ((record.kind !== 'end' && record.kind !== 'past') || record.us === undefined) return;
      const key = by(record.identity);
      const known = durations.get(key);
      if (known === undefined) durations.set(key, [record.us]);
      else known.push(record.us);
    },
  };
  const tail = createTail({ journal, cursors: [], sink: () => sink, onTrouble: () => {}, pause });
  await tail.catchUp();
  return durations;
}
