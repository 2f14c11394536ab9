// @ts-check
// What Prometheus would have scraped of a simulated hook: its runs go through the real ledger and the real data points.

import { pointsOf } from '../../dist/exports/points.js';
import { identityOf } from '../../dist/journal/record.js';
import { createLedger } from '../../dist/ledger/ledger.js';
import { runsOf } from './history.mjs';

/**
 * @typedef {{ labels: Record<string, string>, times: number[], values: number[] }} Series
 * Counters are scraped every so many steps only: what reads them does so through long windows. 0 is never.
 * @typedef {{ from: number, to: number, step: number, countersEvery: number, gauges: boolean }} Scrapes
 */

/**
 * @param {import('./history.mjs').HookPlan} plan
 * @param {readonly Scrapes[]} scrapes when it is scraped, in order and apart
 * @param {boolean} forPeers with the histogram and its sum, which only the peers need
 * @returns {{ series: Series[], endedAt: number[] }} `endedAt`: the runs that ended after the change
 */
export function scrapedSeries(plan, scrapes, forPeers) {
  const ledger = createLedger({ maxEntries: 10 });
  const identity = identityOf(plan.name, 'PostToolUse', 'claude-code', 'web');
  /** @type {Map<string, Series>} */
  const all = new Map();
  const runs = runsOf(plan);
  let next = runs.next();
  let count = 0;
  /** @type {number[]} */
  const endedAt = [];
  /** @type {unknown} */
  let entry;
  /** @type {[string, string, number, boolean][]} */
  let values = [];
  for (const at of momentsOf(scrapes)) {
    while (!next.done && next.value.at <= at.time) {
      const run = next.value;
      ledger.apply(endRecord(identity, run, ++count), 'day');
      if (count % 1000 === 0) ledger.forgetRuns('day');
      if (run.at >= plan.changeAt) endedAt.push(run.at);
      next = runs.next();
    }
    const [frozen] = ledger.snapshot(/** @type {never} */ (at.time * 1e6)).entries;
    if (frozen === undefined) continue;
    if (frozen !== entry) values = valuesOf(frozen, forPeers);
    entry = frozen;
    for (const [name, more, value, isCounter] of values) {
      if (isCounter ? !at.counters : !at.gauges) continue;
      push(all, plan.name, name, more, at.time, value);
    }
    const hangs = plan.injection.kind === 'hang' && at.time > plan.changeAt;
    if (plan.injection.kind === 'hang')
      push(all, plan.name, 'hook_active_oldest_seconds', '', at.time, hangs ? at.time - plan.changeAt : 0);
  }
  return { series: [...all.values()], endedAt };
}

/** @param {readonly Scrapes[]} scrapes */
function* momentsOf(scrapes) {
  for (const { from, to, step, countersEvery, gauges } of scrapes) {
    for (let i = 0, time = from; time < to; i++, time = from + i * step) {
      yield { time, counters: i % countersEvery === 0, gauges };
    }
  }
}

/** @param {any} identity @param {import('./history.mjs').SimulatedRun} run @param {number} count @returns {any} */
function endRecord(identity, run, count) {
  const code = { success: 0, failed: 1, blocked: 2 }[run.outcome];
  const at = Math.round(run.at * 1e6);
  const decision = run.outcome === 'blocked' ? 'block' : undefined;
  return {
    kind: 'end',
    run: { high: count, low: count ^ 0x5bd1e995 },
    identity,
    at,
    us: Math.round(run.seconds * 1e6),
    user: 0,
    sys: 0,
    code,
    signal: undefined,
    decision,
    timeout: undefined,
  };
}

const NUMBERS = /** @type {const} */ ([
  ['durationLog', 'hook_duration_log_total', true],
  ['durationLogSquares', 'hook_duration_log_squares_total', true],
  ['lastExecution', 'hook_last_execution_timestamp_seconds', true],
  ['consecutiveFailures', 'hook_consecutive_failures', false],
  ['durationBaseline', 'hook_duration_baseline_seconds', false],
  ['durationRecent', 'hook_duration_recent_seconds', false],
  ['durationRecentRuns', 'hook_duration_recent_executions', false],
  ['durationEvidence', 'hook_duration_change_evidence', false],
]);

/** @param {any} entry @param {boolean} forPeers @returns {[string, string, number, boolean][]} */
function valuesOf(entry, forPeers) {
  const { numbers, duration } = pointsOf(entry, [0, 0]);
  /** @type {[string, string, number, boolean][]} */
  const values = [];
  for (const point of numbers.executions) {
    const outcome = String(point.attributes['hook.outcome']);
    if (point.value > 0 || ['success', 'failed', 'blocked'].includes(outcome))
      values.push(['hook_executions_total', outcome, point.value, true]);
  }
  for (const [key, name, isCounter] of NUMBERS)
    for (const point of numbers[key]) values.push([name, '', point.value, isCounter]);
  values.push(['hook_duration_seconds_count', '', duration.value.count, true]);
  if (!forPeers) return values;
  values.push(['hook_duration_seconds_sum', '', duration.value.sum ?? 0, true]);
  let below = 0;
  for (const [i, inside] of duration.value.buckets.counts.entries()) {
    below += inside;
    values.push(['hook_duration_seconds_bucket', String(duration.value.buckets.boundaries[i] ?? '+Inf'), below, true]);
  }
  return values;
}

/** @param {Map<string, Series>} all @param {string} hook @param {string} name @param {string} more @param {number} time @param {number} value */
function push(all, hook, name, more, time, value) {
  const key = `${name} ${more}`;
  let series = all.get(key);
  if (series === undefined) {
    const extra = more === '' ? {} : { [name.endsWith('_bucket') ? 'le' : 'hook_outcome']: more };
    series = {
      labels: {
        __name__: name,
        job: 'hookmeter',
        instance: 'simulated',
        hook_name: hook,
        hook_event: 'PostToolUse',
        hook_agent: 'claude-code',
        hook_project: 'web',
        ...extra,
      },
      times: [],
      values: [],
    };
    all.set(key, series);
  }
  series.times.push(time);
  series.values.push(value);
}
