// One row for each hook.

import { type Micros, toMillis } from '../../base/units.ts';
import { bucketsOf } from '../../insight/buckets.ts';
import type { HookInsight } from '../../insight/insights.ts';
import { quantile } from '../../insight/quantile.ts';
import type { HookRuns, RunHistory } from '../../insight/runs.ts';
import { FAILS } from '../../insight/runs.ts';
import type { Identity } from '../../journal/record.ts';
import { OUTCOMES, type Outcome } from '../../ledger/outcome.ts';
import { type HookRow, type OutcomeCounts, type Overview, type Range, SPARK_PARTS } from './types.ts';

export interface Stretch {
  readonly from: Micros;
  readonly until: Micros;
}

export interface OverviewParts {
  /** Of the stretch. */
  readonly history: RunHistory;
  /** By hook; may be a little older than the history. */
  readonly insights: ReadonlyMap<string, Pick<HookInsight, 'condition' | 'durationChanges'>>;
  readonly neverRan: readonly Identity[];
  readonly stretch: Stretch;
  readonly now: Micros;
}

export function overviewOf({ history, insights, neverRan, stretch, now }: OverviewParts): Overview {
  const total = history.hooks.reduce((sum, runs) => sum + totalOf(runs), 0);
  const rows = history.hooks.map((runs) =>
    hookRow(runs, { history, stretch, total, insight: insights.get(runs.hook) }),
  );
  return {
    generated_at: iso(now),
    range: rangeOf(stretch),
    runs: rows.reduce((sum, { runs }) => sum + runs, 0),
    failures: rows.reduce((sum, { failures }) => sum + failures, 0),
    hooks: rows.sort((a, b) => b.total_ms - a.total_ms || (a.hook < b.hook ? -1 : 1)),
    never_ran: neverRan.map(({ hook, event, agent, project }) => ({ hook, event, agent, project })),
  };
}

export interface RowParts {
  readonly history: Pick<RunHistory, 'identities'>;
  readonly stretch: Stretch;
  /** Of all hooks, in microseconds. */
  readonly total: number;
  readonly insight: Pick<HookInsight, 'condition' | 'durationChanges'> | undefined;
}

export function hookRow(runs: HookRuns, { history, stretch, total, insight }: RowParts): HookRow {
  const outcomes = countsOf(runs.outcome);
  const failures = runs.outcome.reduce((sum, code) => sum + (FAILS[code] ?? 0), 0);
  const sorted = runs.us.filter((us) => !Number.isNaN(us)).sort();
  const own = sorted.reduce((sum, us) => sum + us, 0);
  const buckets = bucketsOf(runs, { ...stretch, parts: SPARK_PARTS });
  const who = [...new Set(runs.identity)].flatMap((i) => history.identities[i] ?? []);
  const change = insight?.durationChanges.at(-1);
  const last = runs.at.at(-1);
  return {
    hook: runs.hook,
    events: named(who, 'event'),
    agents: named(who, 'agent'),
    projects: named(who, 'project'),
    runs: runs.length,
    failures,
    outcomes,
    success_rate: runs.length === 0 ? null : (runs.length - failures) / runs.length,
    p50_ms: ms(quantile(sorted, 0.5)),
    p95_ms: ms(quantile(sorted, 0.95)),
    p99_ms: ms(quantile(sorted, 0.99)),
    total_ms: own / 1e3,
    share: total === 0 ? 0 : own / total,
    timeout_ms: ms(runs.timeout),
    last_run: last === undefined ? null : iso(last as Micros),
    last_outcome: OUTCOMES[runs.outcome.at(-1) ?? -1] ?? null,
    condition: insight?.condition.kind ?? 'too_few',
    changed:
      change === undefined ? null : { at: iso(change.from), was_ms: toMillis(change.was), is_ms: toMillis(change.is) },
    spark_ms: buckets.map(({ p50 }) => ms(p50)),
    spark_failures: buckets.map((bucket) => bucket.failures),
  };
}

/** Of all its runs with a known duration, in microseconds. */
export const totalOf = ({ us }: HookRuns): number => us.reduce((sum, each) => sum + (Number.isNaN(each) ? 0 : each), 0);

export const rangeOf = ({ from, until }: Stretch): Range => ({ from: iso(from), until: iso(until) });

export const iso = (at: Micros): string => new Date(toMillis(at)).toISOString();

/** Milliseconds with three decimals: all there is. */
export const ms = (us: number | undefined): number | null => (us === undefined ? null : Math.round(us) / 1e3);

function countsOf(codes: Uint8Array): OutcomeCounts {
  const counts = new Uint32Array(OUTCOMES.length);
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  const count = (outcome: Outcome): number => counts[OUTCOMES.indexOf(outcome)] ?? 0;
  return {
    success: count('success'),
    blocked: count('blocked'),
    failed: count('failed'),
    not_found: count('not_found'),
    signaled: count('signaled'),
    timed_out: count('timed_out'),
    lost: count('lost'),
  };
}

const named = (who: readonly Identity[], field: 'event' | 'agent' | 'project'): string[] =>
  [...new Set(who.map((identity) => identity[field]))].filter((name) => name !== '').sort();
