// Histories of runs for tests, written by what matters in each.

import { type Micros, micros } from '../../src/base/units.ts';
import { collectRuns, type HookRuns, type RunHistory } from '../../src/insight/runs.ts';
import { identityOf } from '../../src/journal/record.ts';
import type { Outcome } from '../../src/ledger/outcome.ts';

export const SECOND = 1e6;
export const HOUR = 3600e6;
export const DAY = 24 * HOUR;
/** Monday, 2026-06-01, 00:00 UTC. */
export const MONDAY = Date.parse('2026-06-01T00:00:00Z') * 1e3;

export interface TestRun {
  readonly hook?: string;
  readonly event?: string;
  readonly agent?: string;
  readonly project?: string;
  /** When it ended, in microseconds after MONDAY. */
  readonly at: number;
  readonly ms?: number | undefined;
  readonly cpuMs?: number;
  readonly outcome?: Outcome;
  readonly code?: number;
  readonly timeoutMs?: number | undefined;
}

export function historyOf(runs: Iterable<TestRun>): RunHistory {
  const collector = collectRuns();
  for (const {
    hook = 'a',
    event = '',
    agent = '',
    project = '',
    at,
    ms,
    cpuMs,
    outcome = 'success',
    code,
    timeoutMs,
  } of runs) {
    collector.add({
      identity: identityOf(hook, event, agent, project),
      at: micros(MONDAY + at),
      us: us(ms),
      cpu: us(cpuMs),
      outcome,
      code,
      timeout: us(timeoutMs),
    });
  }
  return collector.history();
}

/** The only hook of a history. */
export function hookOf(runs: Iterable<TestRun>): HookRuns {
  const [hook] = historyOf(runs).hooks;
  if (hook === undefined) throw new Error('no runs');
  return hook;
}

/** `count` runs, `every` microseconds. */
export const repeat = (count: number, every: number, run: (i: number) => Omit<TestRun, 'at'>): TestRun[] =>
  Array.from({ length: count }, (_, i) => ({ at: i * every, ...run(i) }));

const us = (ms: number | undefined): Micros | undefined =>
  ms === undefined ? undefined : micros(Math.round(ms * 1e3));
