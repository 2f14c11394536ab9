// What tests of pushing share: a sidecar that pushes often, and what its receiver was told.

import { type Sidecar, startSidecar } from '../support/hookmeter.ts';
import { metricsFileOf } from '../support/metrics-file.ts';
import type { Push, Receiver } from '../support/otlp-receiver.ts';
import type { Env } from '../support/programs.ts';
import { until } from '../support/until.ts';

export const to = (url: string, more: Env = {}): Env => ({ OTEL_EXPORTER_OTLP_ENDPOINT: url, ...more });
/** The interval is also the time that a receiver has for its answer: on a busy machine, a second for some milliseconds of work. */
export const OFTEN: Env = { OTEL_METRIC_EXPORT_INTERVAL: '1000' };
/** Only at its start and at its end. */
export const SELDOM: Env = { OTEL_METRIC_EXPORT_INTERVAL: '3600000' };

export const serveTo = (dir: string, url: string, env: Env = {}): Promise<Sidecar> =>
  startSidecar(dir, { flags: ['--port', '0', '--otlp'], env: to(url, { ...OFTEN, ...env }) });

/** Runs of a series that has been told, by hook. */
export function executionsIn({ points }: Push): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { name, attributes, value } of points) {
    const hook = attributes['hook.name'] ?? '';
    if (name === 'hook.executions') sums[hook] = (sums[hook] ?? 0) + Number(value);
  }
  return sums;
}

export const truthOf = (dir: string): Record<string, number> =>
  Object.fromEntries(
    Object.entries(metricsFileOf(dir).hook_performance).map(([hook, { total_executions }]) => [hook, total_executions]),
  );

export const untilTold = (receiver: Receiver, truth: Readonly<Record<string, number>>): Promise<Push> =>
  until(`${JSON.stringify(truth)} is told`, () => {
    const last = receiver.pushes.at(-1);
    return last !== undefined && JSON.stringify(sorted(executionsIn(last))) === JSON.stringify(sorted(truth)) && last;
  });

const sorted = (counts: Readonly<Record<string, number>>): [string, number][] => Object.entries(counts).sort();

/** Where a push was to be. */
export function never(): never {
  throw new Error('nothing was pushed');
}
