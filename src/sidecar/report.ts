// The report, for whoever asks: the command, the sidecar's API.

import type { Places } from '../base/paths.ts';
import type { Micros } from '../base/units.ts';
import { insightsOfSurvey } from '../insight/insights.ts';
import type { RunHistory } from '../insight/runs.ts';
import { EVERYTHING, isEverything, type Selection } from '../insight/selection.ts';
import { listDays } from '../journal/segments.ts';
import { hookTotals } from '../ledger/hook-totals.ts';
import type { Snapshot } from '../ledger/snapshot.ts';
import type { Report } from '../views/report/types.ts';
import { reportOf } from '../views/report.ts';
import { createRunTaker, type RunTaker, type Settled, surveyJournal } from './survey.ts';

/** Where the totals come from. Whoever reads the whole journal to find them hands each run to `taker` and says so: it need not be read twice. */
export type SnapshotSource = (taker: RunTaker) => Promise<SourcedSnapshot>;

export interface SourcedSnapshot {
  readonly snapshot: Snapshot;
  readonly settled: Settled;
  /** `taker` was told of every run in the journal; otherwise what it was told does not count. */
  readonly tookAll: boolean;
}

export interface ReportWork {
  readonly places: Places;
  /** Everything, where absent. */
  readonly selection?: Selection;
  readonly now: Micros;
  /** Microseconds by which people's clocks are ahead of UTC: hours of the day are their own. */
  readonly offset: number;
  readonly source: SnapshotSource;
  /** Called between slices of the reading. */
  pause(): Promise<void>;
}

export interface MadeReport {
  readonly report: Report;
  /** The runs that charts are drawn from. */
  readonly history: RunHistory;
  /** Hooks that there are, whatever was selected. */
  readonly known: readonly string[];
}

/** Keeps nothing between calls, and does not care which thread it runs in. */
export async function makeReport({
  places,
  selection = EVERYTHING,
  now,
  offset,
  source,
  pause,
}: ReportWork): Promise<MadeReport> {
  const taker = createRunTaker({ selection, now });
  const { snapshot, settled, tookAll } = await source(taker);
  const work = { selection, now, settled, pause };
  const surveyed = tookAll ? taker.done() : await surveyJournal(places.journal, work);
  const days = listDays(places.journal);
  const report = reportOf({
    snapshot,
    surveyed,
    insights: insightsOfSurvey(surveyed, offset),
    selection: isEverything(selection) ? undefined : selection,
    days: days.length === 0 ? undefined : [days[0]?.day ?? '', days.at(-1)?.day ?? ''],
  });
  return { report, history: surveyed.history, known: hookTotals(snapshot).map(({ hook }) => hook) };
}
