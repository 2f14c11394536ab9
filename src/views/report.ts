// The report: the spec's own lines first, then what they leave out.

import { percent } from '../base/percent.ts';
import { type Micros, toMillis } from '../base/units.ts';
import { quantile } from '../insight/quantile.ts';
import { type HookTotals, hookTotals } from '../ledger/hook-totals.ts';
import { OUTCOMES, type Outcome } from '../ledger/outcome.ts';
import type { Snapshot } from '../ledger/snapshot.ts';

/** For machines as it is (`report --json`, /api/report). Times in milliseconds, rates in percent; null where there is nothing to measure. */
export interface Report {
  readonly generated_at: string;
  readonly total_executions: number;
  readonly overall_success_rate: number;
  readonly hooks: readonly HookReport[];
  /** Hooks that are configured, of which no run is known. */
  readonly never_ran: readonly NeverRan[];
}

export interface HookReport {
  readonly hook: string;
  readonly executions: number;
  readonly success_rate: number;
  readonly average_ms: number | null;
  /** Of the runs that are still in the journal. */
  readonly p50_ms: number | null;
  readonly p95_ms: number | null;
  readonly p99_ms: number | null;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Executions taken over from elsewhere. They count in the totals; how each of them ended is not told here. */
  readonly imported: number;
  readonly open_runs: number;
  readonly last_run: string | null;
}

export interface NeverRan {
  readonly hook: string;
  readonly event: string;
  readonly agent: string;
  /** Empty for one that is configured for all projects. */
  readonly project: string;
  /** When it was first known to be configured. */
  readonly since: string;
}

/** `durations` are microseconds, by hook. */
export function reportOf(snapshot: Snapshot, durations: ReadonlyMap<string, ArrayLike<number>>): Report {
  const totals = hookTotals(snapshot);
  const successful = totals.reduce((sum, hook) => sum + hook.successful, 0);
  const executions = totals.reduce((sum, hook) => sum + hook.successful + hook.failed, 0);
  return {
    generated_at: iso(snapshot.takenAt),
    total_executions: executions,
    overall_success_rate: percent(successful, executions),
    hooks: totals.map((hook) => hookReport(hook, durations.get(hook.hook) ?? [])),
    never_ran: neverRan(snapshot),
  };
}

/** Nobody has measured these; of those with a history from elsewhere it is known that they ran. */
function neverRan({ neverRan, imported, past }: Snapshot): readonly NeverRan[] {
  const withHistory = new Set([...imported, ...past].map(({ hook }) => hook));
  return neverRan.flatMap(({ identity: { hook, event, agent, project }, startedAt }) =>
    withHistory.has(hook) ? [] : [{ hook, event, agent, project, since: iso(startedAt) }],
  );
}

function hookReport(totals: HookTotals, durations: ArrayLike<number>): HookReport {
  const executions = totals.successful + totals.failed;
  const known = OUTCOMES.reduce((sum, outcome) => sum + totals.outcomes[outcome], 0);
  const sorted = Float64Array.from(durations).sort();
  const at = (p: number): number | null => round(quantile(sorted, p));
  return {
    hook: totals.hook,
    executions,
    success_rate: percent(totals.successful, executions),
    average_ms: totals.durations === 0 ? null : round(totals.us / totals.durations),
    p50_ms: at(0.5),
    p95_ms: at(0.95),
    p99_ms: at(0.99),
    outcomes: totals.outcomes,
    imported: executions - known,
    open_runs: totals.openRuns,
    last_run: totals.lastAt === undefined ? null : iso(totals.lastAt),
  };
}

/** Microseconds as milliseconds, three decimals: all there is. */
const round = (us: number | undefined): number | null => (us === undefined ? null : Math.round(us) / 1e3);

const iso = (at: Micros): string => new Date(toMillis(at)).toISOString();
