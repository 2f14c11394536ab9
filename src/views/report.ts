// The report: the spec's own numbers first, then what they leave out. All formats show what is in here.

import { percent } from '../base/percent.ts';
import { type Micros, toMillis } from '../base/units.ts';
import type { Stretch } from '../insight/buckets.ts';
import { serialHeadroom } from '../insight/capacity.ts';
import type { Insights } from '../insight/insights.ts';
import type { Selection } from '../insight/selection.ts';
import type { Surveyed } from '../insight/survey.ts';
import type { Tally } from '../insight/tally.ts';
import { hookTotals } from '../ledger/hook-totals.ts';
import type { Snapshot } from '../ledger/snapshot.ts';
import { adviceSentence } from './advice-text.ts';
import { changedTogetherSentence, failedTogetherSentence, successionSentence } from './api/sentences.ts';
import { hookReport, type KnownHook, SPARK_PARTS, totalsOf } from './report/hook.ts';
import { capacitySentences, SIGNIFICANT, thinnedSentence } from './report/sentences.ts';
import type {
  AdviceReport,
  CapacityReport,
  JournalReport,
  NeverRan,
  Report,
  SelectionReport,
  Together,
} from './report/types.ts';

export interface ReportParts {
  readonly snapshot: Snapshot;
  /** Of the selected runs. */
  readonly surveyed: Surveyed;
  readonly insights: Insights;
  /** Undefined for everything. */
  readonly selection: Selection | undefined;
  /** UTC days of the first and the last file of the journal. */
  readonly days: readonly [string, string] | undefined;
}

/** Hooks that somebody has said no longer exist are left out. */
export function reportOf({ snapshot, surveyed, insights, selection, days }: ReportParts): Report {
  const forgotten = forgottenHooks(snapshot);
  const tallies = new Map([...surveyed.tallies].filter(([hook]) => !forgotten.has(hook)));
  const known = knownHooks(snapshot, tallies, { surveyed, insights, selection });
  const successful = known.reduce((sum, { totals }) => sum + totals.successful, 0);
  const executions = known.reduce((sum, { totals }) => sum + totals.successful + totals.failed, 0);
  const allTime = Array.from(tallies.values()).reduce((sum, { us }) => sum + us, 0);
  const stretch = stretchOf(tallies);
  return {
    generated_at: iso(snapshot.takenAt),
    total_executions: executions,
    overall_success_rate: percent(successful, executions),
    hooks: known.map((hook) => hookReport(hook, { stretch, allTime })),
    never_ran: neverRan(snapshot),
    selection: selection === undefined ? null : selectionReport(selection),
    journal: journalReport(surveyed, stretch, days),
    together: together(insights, forgotten),
    capacity: capacityReport(insights),
    advice: advice(insights, forgotten),
  };
}

/** Those that the totals know of and leave out. */
function forgottenHooks(snapshot: Snapshot): ReadonlySet<string> {
  const { entries, imported, past } = snapshot;
  const all = new Set([
    ...entries.map(({ identity }) => identity.hook),
    ...[...imported, ...past].map(({ hook }) => hook),
  ]);
  for (const { hook } of hookTotals(snapshot)) all.delete(hook);
  return all;
}

/** By name: of everything what the ledger has counted, of a selection what its runs add up to. */
function knownHooks(
  snapshot: Snapshot,
  tallies: ReadonlyMap<string, Tally>,
  { surveyed, insights, selection }: Pick<ReportParts, 'surveyed' | 'insights' | 'selection'>,
): readonly KnownHook[] {
  const insightOf = new Map(insights.hooks.map((insight) => [insight.hook, insight]));
  const costOf = new Map(insights.bottlenecks.map((cost) => [cost.hook, cost]));
  const runsOf = new Map(surveyed.history.hooks.map((runs) => [runs.hook, runs]));
  const totals =
    selection === undefined
      ? hookTotals(snapshot)
      : Array.from(tallies, ([hook, tally]) => totalsOf(hook, tally)).sort((a, b) => (a.hook < b.hook ? -1 : 1));
  return totals.map((each) => ({
    totals: each,
    tally: tallies.get(each.hook),
    insight: insightOf.get(each.hook),
    runs: runsOf.get(each.hook),
    cost: costOf.get(each.hook),
  }));
}

function stretchOf(tallies: ReadonlyMap<string, Tally>): Stretch | undefined {
  const all = Array.from(tallies.values());
  const [first] = all;
  if (first === undefined) return undefined;
  const from = all.reduce((least, { firstAt }) => (firstAt < least ? firstAt : least), first.firstAt);
  const until = all.reduce((most, { lastAt }) => (lastAt > most ? lastAt : most), first.lastAt);
  return { from, until, parts: SPARK_PARTS };
}

/** Nobody has measured these; of those with a history from elsewhere it is known that they ran. */
function neverRan({ neverRan: all, imported, past }: Snapshot): readonly NeverRan[] {
  const withHistory = new Set([...imported, ...past].map(({ hook }) => hook));
  return all.flatMap(({ identity: { hook, event, agent, project }, startedAt }) =>
    withHistory.has(hook) ? [] : [{ hook, event, agent, project, since: iso(startedAt) }],
  );
}

const selectionReport = ({ since, until, hooks, projects }: Selection): SelectionReport => ({
  since: since === undefined ? null : iso(since),
  until: until === undefined ? null : iso(until),
  hooks,
  projects,
});

function journalReport(
  { runs, misdated, thinned }: Surveyed,
  stretch: Stretch | undefined,
  days: ReportParts['days'],
): JournalReport {
  return {
    runs,
    from: stretch === undefined ? null : iso(stretch.from),
    until: stretch === undefined ? null : iso(stretch.until),
    days: days ?? null,
    misdated,
    thinned:
      thinned === undefined
        ? null
        : { complete_since: iso(thinned.from), runs_kept: thinned.kept, says: thinnedSentence(thinned, runs) },
  };
}

function together(
  { failedTogether, changedTogether, successions }: Insights,
  forgotten: ReadonlySet<string>,
): readonly Together[] {
  const all: readonly Together[] = [
    ...failedTogether.map((each) => ({
      kind: 'failed' as const,
      hooks: each.hooks,
      says: failedTogetherSentence(each),
    })),
    ...changedTogether.map((each) => ({
      kind: each.direction,
      hooks: each.hooks,
      says: changedTogetherSentence(each),
    })),
    ...successions.map((each) => ({
      kind: 'follows' as const,
      hooks: [each.first, each.next] as const,
      says: successionSentence(each),
    })),
  ];
  return all.filter(({ hooks }) => !hooks.some((hook) => forgotten.has(hook)));
}

function capacityReport({ capacity }: Insights): CapacityReport | null {
  if (capacity === undefined) return null;
  const { load, peak, busiestHour, growth } = capacity;
  const headroom = serialHeadroom(capacity);
  return {
    load,
    peak_runs: peak.runs,
    peak_at: iso(peak.at),
    busiest_hour: { from: iso(busiestHour.from), runs: busiestHour.runs, load: busiestHour.load },
    growth_per_week: growth === undefined || growth.p >= SIGNIFICANT ? null : growth.perWeek,
    headroom: Number.isFinite(headroom) ? headroom : null,
    says: capacitySentences(capacity),
  };
}

const advice = ({ advice: all }: Insights, forgotten: ReadonlySet<string>): readonly AdviceReport[] =>
  all
    .filter(({ hook }) => !forgotten.has(hook))
    .map((each) => ({
      hook: each.hook,
      kind: each.kind,
      saved_ms_per_day: toMillis(each.savedPerDay),
      confidence: each.confidence,
      says: adviceSentence(each),
    }));

const iso = (at: Micros): string => new Date(toMillis(at)).toISOString();
