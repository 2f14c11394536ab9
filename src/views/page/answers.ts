// The boundary: what the sidecar answers is checked here once. A sidecar of another version than the page may answer something else.

import * as v from 'valibot';
import { OUTCOMES } from '../../ledger/outcome.ts';
import type { Changes, Health, Hello, HookDetail, InsightsAnswer, Overview, RunsAnswer } from '../api/types.ts';

const number = v.number();
const text = v.string();
const nullable = v.nullable(number);
const numbers = v.array(number);
const nullables = v.array(nullable);
const texts = v.array(text);
const outcome = v.picklist(OUTCOMES);
const range = v.object({ from: text, until: text });
const place = { hook: text, event: text, agent: text, project: text };

const row = v.object({
  hook: text,
  events: texts,
  agents: texts,
  projects: texts,
  runs: number,
  failures: number,
  outcomes: v.object({
    success: number,
    blocked: number,
    failed: number,
    not_found: number,
    signaled: number,
    timed_out: number,
    lost: number,
  }),
  success_rate: nullable,
  p50_ms: nullable,
  p95_ms: nullable,
  p99_ms: nullable,
  total_ms: number,
  share: number,
  timeout_ms: nullable,
  last_run: v.nullable(text),
  last_outcome: v.nullable(outcome),
  condition: v.picklist(['too_few', 'working', 'broken', 'flaky', 'in_periods', 'rare']),
  changed: v.nullable(v.object({ at: text, was_ms: number, is_ms: number })),
  spark_ms: nullables,
  spark_failures: numbers,
});

const overview: v.GenericSchema<unknown, Overview> = v.object({
  generated_at: text,
  range,
  runs: number,
  failures: number,
  hooks: v.array(row),
  never_ran: v.array(v.object(place)),
});

const advice = v.object({
  hook: text,
  kind: text,
  says: text,
  saved_ms_per_day: number,
  confidence: v.picklist(['high', 'medium', 'low']),
});

const detail: v.GenericSchema<unknown, HookDetail> = v.object({
  generated_at: text,
  range,
  row,
  points: v.object({ at: numbers, ms: nullables, outcome: numbers, outcomes: v.array(outcome), runs: number }),
  buckets: v.object({
    at: numbers,
    runs: numbers,
    failures: numbers,
    blocked: numbers,
    p50_ms: nullables,
    p95_ms: nullables,
    p99_ms: nullables,
  }),
  duration_changes: v.array(v.object({ after: text, from: text, was_ms: number, is_ms: number, says: text })),
  failure_changes: v.array(v.object({ after: text, from: text, was: number, is: number, says: text })),
  findings: texts,
  advice: v.array(advice),
  errors: v.array(v.object({ error: text, count: number, last: text })),
});

const insights: v.GenericSchema<unknown, InsightsAnswer> = v.object({
  generated_at: text,
  range,
  advice: v.array(advice),
  together: v.array(
    v.object({ kind: v.picklist(['failed', 'slower', 'faster', 'follows']), hooks: v.tuple([text, text]), says: text }),
  ),
  capacity: v.nullable(
    v.object({
      load: number,
      peak_runs: number,
      peak_at: text,
      busiest_hour: v.object({ from: text, runs: number, load: number }),
      growth_per_week: nullable,
      says: texts,
    }),
  ),
});

const run = { ...place, at: number, ms: nullable, outcome, code: nullable };
const runs: v.GenericSchema<unknown, RunsAnswer> = v.object({ runs: v.array(v.object(run)) });

const open = v.object({ run: text, ...place, at: number, timeout_ms: nullable });
const health: v.GenericSchema<unknown, Health> = v.object({
  now: number,
  version: text,
  started_at: text,
  runs: number,
  failures: number,
  open_runs: number,
  lag_bytes: number,
  lag_seconds: number,
  lines: number,
  rejects: v.record(text, number),
  lost_runs: number,
  write_errors: number,
  checkpoint_age_seconds: nullable,
});
const hello: v.GenericSchema<unknown, Hello> = v.object({ version: text, now: number, open: v.array(open), health });
const changes: v.GenericSchema<unknown, Changes> = v.object({
  now: number,
  started: v.array(open),
  ended: v.array(v.object({ ...run, run: v.nullable(text) })),
  skipped: number,
});

/** The shapes by what is asked for. */
export const ANSWERS = { overview, detail, insights, runs, hello, changes, health };

/** Undefined for what is not of that shape. */
export function readAnswer<T>(shape: v.GenericSchema<unknown, T>, value: unknown): T | undefined {
  const { success, output } = v.safeParse(shape, value, { abortEarly: true });
  return success ? output : undefined;
}

/** The same for text; undefined also for what is no JSON. */
export function readJson<T>(shape: v.GenericSchema<unknown, T>, json: string): T | undefined {
  try {
    return readAnswer(shape, JSON.parse(json));
  } catch {
    return undefined;
  }
}
