// The runs that the journal still holds, for insight.

import { collectRuns, type RunHistory } from '../insight/runs.ts';
import type { JournalRecord } from '../journal/record.ts';
import { createTail } from '../journal/tail.ts';

/** Ended and imported runs, by hook. Damaged parts are left out; runs that never ended are not in it. */
export async function journalHistory(journal: string, pause: () => Promise<void>): Promise<RunHistory> {
  const runs = collectRuns();
  const sink = {
    line: () => {},
    reject: () => {},
    record(record: JournalRecord): void {
      if (record.kind === 'end') runs.addEnd(record);
      else if (record.kind === 'past') runs.addPast(record);
    },
  };
  const tail = createTail({ journal, cursors: [], sink: () => sink, onTrouble: () => {}, pause });
  await tail.catchUp();
  return runs.history();
}
