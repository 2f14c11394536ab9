// metrics.json, and waiting for what is to stand in it.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GivenUp, until } from './until.ts';

export interface HookPerformance {
  readonly total_executions: number;
  readonly successful_executions: number;
  readonly failed_executions: number;
  readonly average_execution_time: number;
  readonly success_rate: number;
  readonly last_execution: string | null;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly open_runs: number;
}

export interface MetricsFile {
  readonly hook_performance: Readonly<Record<string, HookPerformance>>;
  readonly system_health: {
    readonly total_hook_executions: number;
    readonly overall_success_rate: number;
    readonly monitoring_active: boolean;
  };
}

/** metrics.json as it is now. Throws where there is none, or no whole one. */
export const metricsFileOf = (dir: string): MetricsFile => JSON.parse(readFileSync(join(dir, 'metrics.json'), 'utf8'));

/** Outcomes that were seen, by hook. */
export function outcomesIn(file: MetricsFile): Record<string, Record<string, number>> {
  const seen = (counts: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
  return Object.fromEntries(
    Object.entries(file.hook_performance).map(([hook, { outcomes }]) => [hook, seen(outcomes)]),
  );
}

/** Waits until metrics.json counts that many executions in all; fails at once where it counts more. */
export const untilCounted = (dir: string, executions: number, withinMs?: number): Promise<MetricsFile> =>
  until(
    `${executions} executions in metrics.json`,
    () => {
      const file = metricsFileOf(dir);
      const counted = file.system_health.total_hook_executions;
      if (counted > executions) throw new GivenUp(`${counted} executions are counted, ${executions} ran`);
      return counted === executions && file;
    },
    withinMs,
  );
