// Reads the runs that the journal holds, those of a selection or all, into a survey.

import { statSync } from 'node:fs';
import { DAY, dayStart, type Micros, micros } from '../base/units.ts';
import { type Insights, insightsOfSurvey } from '../insight/insights.ts';
import { type Selection, selector } from '../insight/selection.ts';
import { createSurvey, type Possible, type Surveyed } from '../insight/survey.ts';
import type { EndRecord, JournalRecord, PastRecord, StartRecord } from '../journal/record.ts';
import { type RunHash, runKey } from '../journal/run-hash.ts';
import type { DayFiles } from '../journal/segments.ts';
import { createTail } from '../journal/tail.ts';
import { type Outcome, outcomeOf, pastOutcomeOf } from '../ledger/outcome.ts';
import { createSeenRuns, type SeenRuns } from '../ledger/seen.ts';
import type { SettledAs } from '../ledger/state.ts';

/** The verdicts on runs that will not end, by run key: the journal does not hold them. */
export type Settled = ReadonlyMap<string, { readonly verdict: SettledAs }>;

export interface SurveyTask {
  readonly journal: string;
  readonly selection: Selection;
  readonly now: Micros;
  /** Microseconds by which people's clocks are ahead of UTC: hours of the day are their own. */
  readonly offset: number;
  readonly settled: Settled;
}

/** The runs, and what they mean. */
export interface Found {
  readonly surveyed: Surveyed;
  readonly insights: Insights;
}

/** In one pass of its own over the journal. Damaged parts are left out. */
export async function survey(task: SurveyTask, pause: () => Promise<void>): Promise<Found> {
  const surveyed = await surveyJournal(task, pause);
  return { surveyed, insights: insightsOfSurvey(surveyed, task.offset) };
}

async function surveyJournal(
  { journal, selection, now, settled }: SurveyTask,
  pause: () => Promise<void>,
): Promise<Surveyed> {
  const runs = createRunTaker(selection, now);
  const verdictOn = (run: RunHash): SettledAs | undefined =>
    settled.size === 0 ? undefined : settled.get(runKey(run))?.verdict;

  function take(record: JournalRecord, seen: SeenRuns): void {
    switch (record.kind) {
      case 'start': {
        const verdict = verdictOn(record.run);
        if (verdict !== undefined && seen.add(record.run)) runs.settled(record, verdict);
        return;
      }
      case 'end':
        // The first verdict stands: of a run that was given up, an end changes nothing.
        if (seen.add(record.run) && verdictOn(record.run) === undefined) runs.ended(record, outcomeOf(record));
        return;
      case 'past':
        if (seen.add(record.run)) runs.past(record);
        return;
      case 'forget':
      case 'import':
        return;
    }
  }

  let seenOn = { day: '', seen: createSeenRuns() };
  const tail = createTail({
    journal,
    cursors: [],
    wants: (files) => mayHold(files, selection),
    sink(day) {
      // All lines of a run are in the files of one day.
      if (day !== seenOn.day) seenOn = { day, seen: createSeenRuns() };
      const { seen } = seenOn;
      const skipsStarts = settled.size === 0;
      return { skipsStarts, line: () => {}, reject: () => {}, record: (record) => take(record, seen) };
    },
    onTrouble: () => {},
    pause,
  });
  await tail.catchUp();
  return runs.done();
}

/** Takes runs, each once and in any order; those that are not selected are left out. */
interface RunTaker {
  ended(end: EndRecord, outcome: Outcome): void;
  past(record: PastRecord): void;
  /** A run that will not end. */
  settled(start: StartRecord, verdict: SettledAs): void;
  done(): Surveyed;
}

function createRunTaker(selection: Selection, now: Micros): RunTaker {
  const survey = createSurvey(possible(now));
  const isSelected = selector(selection);
  return {
    ended(end, outcome) {
      const { run, identity, at, us, user, sys, code, timeout } = end;
      if (isSelected(identity, at)) survey.add(run, { identity, at, us, cpu: user + sys, outcome, code, timeout });
    },
    past(record) {
      const { run, identity, at, us, code, timeout } = record;
      if (!isSelected(identity, at)) return;
      survey.add(run, { identity, at, us: us ?? NaN, cpu: NaN, outcome: pastOutcomeOf(record), code, timeout });
    },
    settled({ run, identity, at, timeout }, verdict) {
      if (!isSelected(identity, at)) return;
      survey.add(run, { identity, at, us: NaN, cpu: NaN, outcome: verdict, code: undefined, timeout });
    },
    done: survey.done,
  };
}

/** Nobody's hooks are older; and nobody's run has ended tomorrow. */
const possible = (now: Micros): Possible => ({ from: micros(now - 3660 * DAY), until: micros(now + DAY) });

/**
 * Whether a day's files may hold a run that ended between `since` and `until`. A run is in the file of the day on which it started, however long it
 * took, so that an old day may hold a young run: but only if its files were written to since. A day is left for clocks that differ.
 */
function mayHold({ day, packed, sealing, plain }: DayFiles, { since, until }: Selection): boolean {
  const begins = dayStart(day);
  if (until !== undefined && begins - DAY >= until) return false;
  if (since === undefined || begins + DAY > since) return true;
  return [packed, sealing, plain].some((path) => path !== undefined && writtenAt(path) >= since - DAY);
}

function writtenAt(path: string): number {
  const status = statSync(path, { throwIfNoEntry: false });
  return status === undefined ? Number.NEGATIVE_INFINITY : status.mtimeMs * 1e3;
}
