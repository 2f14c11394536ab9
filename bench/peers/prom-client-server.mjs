// @ts-check
// The same families with prom-client, as one would write it: instruments that every record moves. No run is remembered, so one
// that is written twice counts twice, and nothing survives a restart.

import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { followAndServe } from './follow.mjs';

const NAMES = ['hook_name', 'hook_event', 'hook_agent', 'hook_project'];
const OUTCOMES = ['success', 'blocked', 'failed', 'not_found', 'signaled', 'timed_out', 'lost'];
const registry = new Registry();
const registers = [registry];
/** @param {string} name @param {string[]} [more] */
const counter = (name, more = []) => new Counter({ name, help: name, labelNames: [...NAMES, ...more], registers });
/** @param {string} name */
const gauge = (name) => new Gauge({ name, help: name, labelNames: NAMES, registers });

const executions = counter('hook_executions_total', ['hook_outcome']);
const failures = counter('hook_failures_total', ['error_type']);
const duration = new Histogram({
  name: 'hook_duration_seconds',
  help: 'hook_duration_seconds',
  labelNames: NAMES,
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600],
  registers,
});
const cpu = counter('hook_cpu_time_seconds_total', ['cpu_mode']);
const active = gauge('hook_active');
const oldest = gauge('hook_active_oldest_seconds');
const last = gauge('hook_last_execution_timestamp_seconds');
const lastSuccess = gauge('hook_last_success_timestamp_seconds');
const ratio = gauge('hook_success_ratio');
const inARow = gauge('hook_consecutive_failures');
const timeout = gauge('hook_timeout_seconds');
const logs = counter('hook_duration_log_total');
const squares = counter('hook_duration_log_squares_total');

/** @type {Map<string, { labels: Record<string, string>, total: number, good: number, bad: number }>} */
const hooks = new Map();

/** @param {import('../../dist/journal/record.js').Identity} identity */
function hookOf({ key, hook, event, agent, project }) {
  const known = hooks.get(key);
  if (known !== undefined) return known;
  const labels = { hook_name: hook, hook_event: event, hook_agent: agent, hook_project: project };
  const made = { labels, total: 0, good: 0, bad: 0 };
  for (const outcome of OUTCOMES) executions.inc({ ...labels, hook_outcome: outcome }, 0);
  oldest.set(labels, 0);
  hooks.set(key, made);
  return made;
}

/** @param {import('../../dist/journal/record.js').JournalRecord} record */
function take(record) {
  if (record.kind !== 'start' && record.kind !== 'end') return;
  const hook = hookOf(record.identity);
  if (record.timeout !== undefined) timeout.set(hook.labels, record.timeout / 1e6);
  if (record.kind === 'start') active.inc(hook.labels);
  else ended(hook, record);
}

/**
 * @param {ReturnType<typeof hookOf>} hook
 * @param {import('../../dist/journal/record.js').EndRecord} end
 */
function ended(hook, end) {
  const { labels } = hook;
  const outcome = outcomeOf(end);
  const good = outcome === 'success' || outcome === 'blocked';
  hook.total++;
  hook.good += good ? 1 : 0;
  hook.bad = good ? 0 : hook.bad + 1;
  active.dec(labels);
  executions.inc({ ...labels, hook_outcome: outcome });
  if (!good) failures.inc({ ...labels, error_type: String(end.code) });
  duration.observe(labels, end.us / 1e6);
  cpu.inc({ ...labels, cpu_mode: 'user' }, end.user / 1e6);
  cpu.inc({ ...labels, cpu_mode: 'system' }, end.sys / 1e6);
  last.set(labels, end.at / 1e6);
  if (good) lastSuccess.set(labels, end.at / 1e6);
  ratio.set(labels, hook.good / hook.total);
  inARow.set(labels, hook.bad);
  const log = Math.log1p(end.us / 1e3);
  logs.inc(labels, log);
  squares.inc(labels, log * log);
}

/** @param {import('../../dist/journal/record.js').EndRecord} end */
function outcomeOf({ code, signal, decision }) {
  if (code === 0) return 'success';
  if (signal !== undefined) return 'signaled';
  if (code === 126 || code === 127) return 'not_found';
  return decision === undefined ? 'failed' : 'blocked';
}

await followAndServe(process.argv[2] ?? '', take, async (_, response) => {
  response.setHeader('Content-Type', registry.contentType);
  response.end(await registry.metrics());
});
