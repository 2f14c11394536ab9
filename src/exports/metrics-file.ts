// metrics.json: the file of the spec's own recorder, with its names, units and layout. docs/metrics-file.md describes it.

import { percent } from '../base/percent.ts';
import { type Micros, toMillis } from '../base/units.ts';
import { type HookTotals, hookTotals } from '../ledger/hook-totals.ts';
import type { Outcome } from '../ledger/outcome.ts';
import type { Snapshot } from '../ledger/snapshot.ts';

/**
 * The whole text of the file. The same ledger always gives the same text: there is no clock in it, so that a file that did
 * not change need not be written.
 */
export function metricsFile(snapshot: Snapshot, { monitoringActive }: { monitoringActive: boolean }): string {
  const hooks = hookTotals(snapshot);
  const performance = hooks.map((totals) => [totals.hook, performanceOf(totals)] as const);
  const successful = hooks.reduce((sum, totals) => sum + totals.successful, 0);
  const failed = hooks.reduce((sum, totals) => sum + totals.failed, 0);
  const file = {
    // fromEntries defines its keys, so a hook may be named __proto__.
    hook_performance: Object.fromEntries(performance),
    system_health: {
      total_hook_executions: successful + failed,
      overall_success_rate: percent(successful, successful + failed),
      monitoring_active: monitoringActive,
    },
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

interface HookPerformance {
  readonly total_executions: number;
  readonly successful_executions: number;
  readonly failed_executions: number;
  readonly average_execution_time: number;
  readonly success_rate: number;
  readonly last_execution: string | null;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly open_runs: number;
}

function performanceOf(totals: HookTotals): HookPerformance {
  const { successful, failed } = totals;
  return {
    total_executions: successful + failed,
    successful_executions: successful,
    failed_executions: failed,
    average_execution_time: averageMillis(totals),
    success_rate: percent(successful, successful + failed),
    last_execution: totals.lastAt === undefined ? null : isoSeconds(totals.lastAt),
    outcomes: totals.outcomes,
    open_runs: totals.openRuns,
  };
}

/** Milliseconds to the microsecond; 0 when no duration is known. */
const averageMillis = ({ us, durations }: HookTotals): number =>
  durations === 0 ? 0 : rounded(toMillis(us) / durations, 3);

const rounded = (value: number, decimals: number): number => Number(value.toFixed(decimals));

/** `2026-11-22T06:20:05+00:00`, as the spec's recorder writes it on a machine that runs in UTC. */
const isoSeconds = (at: Micros): string => `${new Date(Math.floor(at / 1e3)).toISOString().slice(0, -5)}+00:00`;
