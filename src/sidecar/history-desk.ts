// Answers questions about the runs that the journal holds. Follows the journal by itself and keeps its runs in columns; works wherever it
// is put, and is put into a thread of its own, where hours of history hold up nothing.

import { type Micros, micros } from '../base/units.ts';
import { hookInsight, type Insights, insightsOf } from '../insight/insights.ts';
import { collectRuns, type RunHistory } from '../insight/runs.ts';
import { historyWithin } from '../insight/within.ts';
import type { Identity, JournalRecord, StartRecord } from '../journal/record.ts';
import { runKey } from '../journal/run-hash.ts';
import { createTail } from '../journal/tail.ts';
import { createOpenRuns } from '../ledger/open-runs.ts';
import { createSeenRuns } from '../ledger/seen.ts';
import type { SettledAs } from '../ledger/state.ts';
import { detailOf } from '../views/api/detail.ts';
import { insightsAnswer } from '../views/api/insights.ts';
import { overviewOf, type Stretch, totalOf } from '../views/api/overview.ts';
import { latestRuns } from '../views/api/runs.ts';

export type HistoryQuestion =
  | { readonly kind: 'overview' | 'insights'; readonly range: AskedRange }
  | { readonly kind: 'hook'; readonly name: string; readonly range: AskedRange }
  | { readonly kind: 'runs'; readonly hook: string | undefined; readonly limit: number };

/** Without `since` it begins with the first run that is known; without `until` it ends now. */
export interface AskedRange {
  readonly since: Micros | undefined;
  readonly until: Micros | undefined;
}

/** What the ledger knows and the journal does not say. */
export interface LedgerFacts {
  /** Names that somebody said no longer exist. */
  readonly forgotten: ReadonlySet<string>;
  readonly neverRan: readonly Identity[];
  readonly settled: ReadonlyMap<string, { readonly verdict: SettledAs }>;
}

export interface HistoryDesk {
  /** JSON text; undefined for a hook of which nothing is known. */
  answer(question: HistoryQuestion, facts: LedgerFacts): Promise<string | undefined>;
}

export interface DeskOptions {
  readonly journal: string;
  /** Microseconds by which people's clocks are ahead of UTC. */
  readonly offset: number;
  now(): Micros;
  pause(): Promise<void>;
}

/** Insights of the same range are told again for as many times as long as they took. */
const REST = 20;

export function createHistoryDesk({ journal, offset, now, pause }: DeskOptions): HistoryDesk {
  const runs = collectRuns();
  const unended = createOpenRuns<StartRecord>();
  const seen = createSeenRuns();
  const sink = {
    line: () => {},
    reject: () => {},
    record(record: JournalRecord): void {
      if (record.kind === 'start') unended.add(record);
      if ((record.kind !== 'end' && record.kind !== 'past') || !seen.add(record.run)) return;
      const start = unended.get(record.run);
      if (start !== undefined) unended.delete(start);
      if (record.kind === 'end') runs.addEnd(record);
      else runs.addPast(record);
    },
  };
  const tail = createTail({ journal, cursors: [], sink: () => sink, onTrouble: () => {}, pause });
  const insights = createInsightsMemory(offset, now);
  let all: { readonly size: number; readonly history: RunHistory } | undefined;

  function addSettled(settled: LedgerFacts['settled']): void {
    for (const start of unended.values()) {
      const verdict = settled.get(runKey(start.run))?.verdict;
      if (verdict === undefined) continue;
      unended.delete(start);
      const { identity, at, timeout } = start;
      runs.add({ identity, at, us: undefined, cpu: undefined, outcome: verdict, code: undefined, timeout });
    }
  }

  async function history({ settled, forgotten }: LedgerFacts): Promise<RunHistory> {
    await tail.catchUp();
    if (settled.size > 0) addSettled(settled);
    if (all?.size !== runs.size) all = { size: runs.size, history: runs.history() };
    const { history } = all;
    return { ...history, hooks: history.hooks.filter(({ hook }) => !forgotten.has(hook)) };
  }

  return {
    async answer(question, facts) {
      const known = await history(facts);
      // What an answer holds is what had been read by then, however long it takes to work out.
      const read = now();
      if (question.kind === 'runs') return JSON.stringify(latestOf(known, question));
      const stretch = stretchOf(known, question.range, read);
      const selected = historyWithin(known, stretch.from, stretch.until);
      const { range } = question;
      switch (question.kind) {
        case 'overview': {
          const parts = { history: selected, insights: byHook(insights(range, selected)), stretch, now: read };
          return JSON.stringify(overviewOf({ ...parts, neverRan: neverRan(facts, known) }));
        }
        case 'insights':
          return JSON.stringify(insightsAnswer(insights(range, selected), stretch, read));
        case 'hook': {
          const own = selected.hooks.find(({ hook }) => hook === question.name);
          if (own === undefined) return undefined;
          const { advice } = insights(range, selected);
          const total = selected.hooks.reduce((sum, each) => sum + totalOf(each), 0);
          const insight = hookInsight(own, selected, offset);
          return JSON.stringify(detailOf({ runs: own, history: selected, insight, advice, total, stretch, now: read }));
        }
      }
    },
  };
}

function latestOf(history: RunHistory, { hook, limit }: { hook: string | undefined; limit: number }) {
  const hooks = history.hooks.filter((runs) => hook === undefined || runs.hook === hook);
  return latestRuns({ ...history, hooks }, limit);
}

/** Imported runs say that a hook ran, whoever measured it. */
function neverRan({ neverRan }: LedgerFacts, { hooks }: RunHistory): readonly Identity[] {
  const ran = new Set(hooks.map(({ hook }) => hook));
  return neverRan.filter(({ hook }) => !ran.has(hook));
}

const byHook = ({ hooks }: Insights) => new Map(hooks.map((insight) => [insight.hook, insight]));

function stretchOf({ hooks }: RunHistory, { since, until = undefined }: AskedRange, now: Micros): Stretch {
  const end = until ?? now;
  const first = hooks.reduce((earliest, { at }) => Math.min(earliest, at[0] ?? earliest), Number(end));
  return { from: micros(Math.min(since ?? first, end)), until: end };
}

/** All insights take a second for half a million runs: whoever asks again soon is told the same. */
function createInsightsMemory(offset: number, now: () => Micros): (range: AskedRange, history: RunHistory) => Insights {
  const made = new Map<string, { readonly insights: Insights; readonly freshUntil: number }>();
  return ({ since, until }, history) => {
    const began = now();
    for (const [key, { freshUntil }] of made) if (freshUntil < began) made.delete(key);
    // A range that moves with the clock is the same one for a minute.
    const key = `${Math.round((since ?? 0) / MINUTE)} ${Math.round((until ?? 0) / MINUTE)}`;
    const known = made.get(key);
    if (known !== undefined) return known.insights;
    const insights = insightsOf(history, offset);
    const ended = now();
    made.set(key, { insights, freshUntil: ended + REST * (ended - began) });
    return insights;
  };
}

const MINUTE = 60e6;
