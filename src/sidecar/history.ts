// The runs that the journal still holds, for insight.

import { collectRuns, type RunHistory } from '../insight/runs.ts';
import { EVERYTHING, type Selection, selector } from '../insight/selection.ts';
import type { JournalRecord } from '../journal/record.ts';
import { createTail } from '../journal/tail.ts';

export interface HistoryOptions {
  /** Everything, where absent. */
  readonly selection?: Selection;
  /** Called between slices of the reading. */
  pause(): Promise<void>;
}

/** Ended and imported runs, by hook. Damaged parts are left out; runs that never ended are not in it. */
export async function journalHistory(
  journal: string,
  { selection = EVERYTHING, pause }: HistoryOptions,
): Promise<RunHistory> {
  const runs = collectRuns();
  const isSelected = selector(selection);
  const sink = {
    line: () => {},
    reject: () => {},
    record(record: JournalRecord): void {
      if ((record.kind !== 'end' && record.kind !== 'past') || !isSelected(record.identity, record.at)) return;
      if (record.kind === 'end') runs.addEnd(record);
      else runs.addPast(record);
    },
  };
  const tail = createTail({ journal, cursors: [], sink: () => sink, onTrouble: () => {}, pause });
  await tail.catchUp();
  return runs.history();
}
