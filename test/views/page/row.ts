import type { HookRow } from '../../../src/views/api/types.ts';

/** A hook that works, except for what is given. */
export const rowOf = (more: Partial<HookRow> & { readonly hook: string }): HookRow => ({
  events: ['pre-commit'],
  agents: ['git'],
  projects: ['web'],
  runs: 100,
  failures: 0,
  outcomes: { success: 100, blocked: 0, failed: 0, not_found: 0, signaled: 0, timed_out: 0, lost: 0 },
  success_rate: 1,
  p50_ms: 100,
  p95_ms: 200,
  p99_ms: 300,
  total_ms: 10_000,
  share: 0.1,
  timeout_ms: null,
  last_run: '2026-11-24T10:00:00.000Z',
  last_outcome: 'success',
  condition: 'working',
  changed: null,
  spark_ms: Array.from({ length: 30 }, (_, i) => 100 + i),
  spark_failures: Array.from({ length: 30 }, () => 0),
  ...more,
});
