// All about one hook.

import { type Micros, toMillis } from '../../base/units.ts';
import type { Advice } from '../../insight/advice.ts';
import { bucketsOf } from '../../insight/buckets.ts';
import type { HookInsight } from '../../insight/insights.ts';
import type { HookRuns, RunHistory } from '../../insight/runs.ts';
import { OUTCOMES } from '../../ledger/outcome.ts';
import { adviceItem } from './insights.ts';
import { hookRow, iso, ms, rangeOf, type Stretch } from './overview.ts';
import { pointsOf } from './points.ts';
import { durationChangeSentence, failureChangeSentence, findingsOf } from './sentences.ts';
import type { Buckets, HookDetail } from './types.ts';

export interface DetailParts {
  readonly runs: HookRuns;
  readonly history: RunHistory;
  readonly insight: HookInsight;
  /** Of all hooks. */
  readonly advice: readonly Advice[];
  /** The time of all hooks, in microseconds. */
  readonly total: number;
  readonly stretch: Stretch;
  readonly now: Micros;
}

export const DETAIL_PARTS = 60;

export function detailOf({ runs, history, insight, advice, total, stretch, now }: DetailParts): HookDetail {
  const own = advice.filter(({ hook }) => hook === runs.hook);
  return {
    generated_at: iso(now),
    range: rangeOf(stretch),
    row: hookRow(runs, { history, stretch, total, insight }),
    points: pointsOf(runs),
    buckets: columnsOf(runs, stretch),
    duration_changes: insight.durationChanges.map((change) => ({
      after: iso(change.after),
      from: iso(change.from),
      was_ms: toMillis(change.was),
      is_ms: toMillis(change.is),
      says: durationChangeSentence(change),
    })),
    failure_changes: insight.failureChanges.map((change) => ({
      after: iso(change.after),
      from: iso(change.from),
      was: change.was,
      is: change.is,
      says: failureChangeSentence(change),
    })),
    findings: findingsOf(
      insight,
      own.map(({ kind }) => kind),
    ),
    advice: own.map(adviceItem),
    errors: insight.failures.errors.map(({ error, count, lastAt }) => ({ error, count, last: iso(lastAt) })),
  };
}

function columnsOf(runs: HookRuns, stretch: Stretch): Buckets {
  const buckets = bucketsOf(runs, { ...stretch, parts: DETAIL_PARTS });
  const step = (stretch.until - stretch.from) / DETAIL_PARTS;
  const blocked = OUTCOMES.indexOf('blocked');
  return {
    at: buckets.map((_, i) => Math.round((stretch.from + i * step) / 1e3)),
    runs: buckets.map((bucket) => bucket.runs),
    failures: buckets.map(({ failures }) => failures),
    blocked: buckets.map(({ outcomes }) => outcomes[blocked] ?? 0),
    p50_ms: buckets.map(({ p50 }) => ms(p50)),
    p95_ms: buckets.map(({ p95 }) => ms(p95)),
    p99_ms: buckets.map(({ p99 }) => ms(p99)),
  };
}
