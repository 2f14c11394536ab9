// Reports for tests: from journal lines, through the ledger and the survey, as the command makes them.

import { DAY, type Micros, micros } from '../../src/base/units.ts';
import { insightsOfSurvey } from '../../src/insight/insights.ts';
import type { RunHistory } from '../../src/insight/runs.ts';
import type { Selection } from '../../src/insight/selection.ts';
import type { SurveyLimits } from '../../src/insight/survey.ts';
import { createSurvey } from '../../src/insight/survey.ts';
import { parseLine } from '../../src/journal/lines.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import { type ConfiguredHook, createNeverRan } from '../../src/ledger/never-ran.ts';
import { outcomeOf, pastOutcomeOf } from '../../src/ledger/outcome.ts';
import type { Report } from '../../src/views/report/types.ts';
import { reportOf } from '../../src/views/report.ts';

export interface ReportWish {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly configured?: readonly ConfiguredHook[];
  readonly selection?: Selection;
  readonly limits?: SurveyLimits;
}

/** Of these lines; a line that is none is a mistake of the test. */
export function reportFrom(
  lines: readonly string[],
  { now, configured = [], selection, limits }: ReportWish,
): { readonly report: Report; readonly history: RunHistory } {
  const ledger = createLedger({ maxEntries: 20_000 });
  const at: Micros = micros(now * 1000);
  const survey = createSurvey({ from: micros(at - 3660 * DAY), until: micros(at + DAY) }, limits);
  const nothing = { us: NaN, cpu: NaN, code: undefined };
  for (const line of lines) {
    const parsed = parseLine(line.trimEnd());
    if (!parsed.ok) throw new Error(`${parsed.reason}: ${line}`);
    const { record } = parsed;
    ledger.apply(record, '2026-11-22');
    if (record.kind === 'end') {
      survey.add(record.run, { ...nothing, ...record, cpu: record.user + record.sys, outcome: outcomeOf(record) });
    } else if (record.kind === 'past') {
      survey.add(record.run, { ...record, us: record.us ?? NaN, cpu: NaN, outcome: pastOutcomeOf(record) });
    }
  }
  const surveyed = survey.done();
  const report = reportOf({
    snapshot: createNeverRan(configured, 100)(ledger.snapshot(at)),
    surveyed,
    insights: insightsOfSurvey(surveyed),
    selection,
    days: ['2026-11-22', '2026-11-22'],
  });
  return { report, history: surveyed.history };
}
