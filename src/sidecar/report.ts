// The report, for whoever asks: the command, the sidecar's API.

import type { Places } from '../base/paths.ts';
import type { Micros } from '../base/units.ts';
import type { RunHistory } from '../insight/runs.ts';
import { EVERYTHING, isEverything, type Selection } from '../insight/selection.ts';
import { listDays } from '../journal/segments.ts';
import { hookTotals } from '../ledger/hook-totals.ts';
import type { Snapshot } from '../ledger/snapshot.ts';
import type { Known } from '../views/report/nothing.ts';
import type { Report } from '../views/report/types.ts';
import { reportOf } from '../views/report.ts';
import type { Found, Settled, SurveyTask } from './survey.ts';

/** What the ledger knows. */
export interface Totals {
  readonly snapshot: Snapshot;
  readonly settled: Settled;
}

export interface ReportWork {
  readonly places: Places;
  /** Everything, where absent. */
  readonly selection?: Selection;
  readonly now: Micros;
  /** Microseconds by which people's clocks are ahead of UTC: hours of the day are their own. */
  readonly offset: number;
  totals(): Promise<Totals>;
  /** Reads the journal, here or in another thread. */
  find(task: SurveyTask): Promise<Found>;
}

export interface MadeReport {
  readonly report: Report;
  /** The runs that charts are drawn from. */
  readonly history: RunHistory;
  readonly known: Known;
}

/** Keeps nothing between calls. */
export async function makeReport({
  places,
  selection = EVERYTHING,
  now,
  offset,
  totals,
  find,
}: ReportWork): Promise<MadeReport> {
  const { snapshot, settled } = await totals();
  const { surveyed, insights } = await find({ journal: places.journal, selection, now, offset, settled });
  const days = listDays(places.journal);
  const report = reportOf({
    snapshot,
    surveyed,
    insights,
    selection: isEverything(selection) ? undefined : selection,
    days: days.length === 0 ? undefined : [days[0]?.day ?? '', days.at(-1)?.day ?? ''],
  });
  return { report, history: surveyed.history, known: knownIn(snapshot) };
}

function knownIn(snapshot: Snapshot): Known {
  const projects = new Set(snapshot.entries.map(({ identity }) => identity.project));
  return { hooks: hookTotals(snapshot).map(({ hook }) => hook), projects: [...projects].sort() };
}
