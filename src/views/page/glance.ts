// The answers that most people come for: what is broken, what became slower, what is slowest, what costs most.

import type { HookRow } from '../api/types.ts';
import { ago, duration, moment, percent } from './format.ts';
import { NEAR_TIMEOUT, timeoutShare } from './row-state.ts';

export interface Glance {
  readonly question: string;
  /** The hooks that are the answer, the worst first. */
  readonly hooks: readonly string[];
  /** About the first of them, or that there is none. */
  readonly says: string;
  readonly isTrouble: boolean;
}

/** Always in the same order: four, and one more where a hook comes near its timeout. `now` is the server's clock in milliseconds. */
export function glances(rows: readonly HookRow[], now: number): Glance[] {
  return [broken(rows, now), ...nearTimeout(rows), newlySlower(rows), slowest(rows), costliest(rows)];
}

function broken(rows: readonly HookRow[], now: number): Glance {
  const found = rows.filter(({ condition }) => condition === 'broken').sort((a, b) => b.failures - a.failures);
  const [first] = found;
  if (first === undefined) return nothing('Broken', 'No hook fails all the time.');
  const { last_run } = first;
  const last = last_run === null ? '' : `, the last ${ago(now - Date.parse(last_run))}`;
  return answer('Broken', found, `all its latest runs failed${last}`, true);
}

/** The nearest first. */
function nearTimeout(rows: readonly HookRow[]): Glance[] {
  const found = rows
    .flatMap((row) => {
      const share = timeoutShare(row);
      return share >= NEAR_TIMEOUT ? { row, share } : [];
    })
    .sort((a, b) => b.share - a.share)
    .map(({ row }) => row);
  const [first] = found;
  if (first === undefined) return [];
  const says = `p95 ${duration(first.p95_ms)} of at most ${duration(first.timeout_ms)}`;
  return [answer('Near its timeout', found, says, true)];
}

/** By what it costs now: the shift in each run, times the runs. */
function newlySlower(rows: readonly HookRow[]): Glance {
  const found = rows
    .flatMap((row) =>
      row.changed !== null && row.changed.is_ms > row.changed.was_ms ? { row, changed: row.changed } : [],
    )
    .sort((a, b) => cost(b) - cost(a));
  const [first] = found;
  if (first === undefined) return nothing('Newly slower', 'No hook became slower in this time.');
  const { at, was_ms, is_ms } = first.changed;
  const says = `${duration(was_ms)} → ${duration(is_ms)} since ${moment(Date.parse(at))}`;
  return answer(
    'Newly slower',
    found.map(({ row }) => row),
    says,
    true,
  );
}

const cost = ({ row, changed }: { row: HookRow; changed: NonNullable<HookRow['changed']> }): number =>
  (changed.is_ms - changed.was_ms) * row.runs;

function slowest(rows: readonly HookRow[]): Glance {
  const found = rows.filter(({ p95_ms }) => p95_ms !== null).sort((a, b) => (b.p95_ms ?? 0) - (a.p95_ms ?? 0));
  const [first] = found;
  if (first === undefined) return nothing('Slowest', 'Nothing has run in this time.');
  return answer('Slowest', found.slice(0, 1), `p95 ${duration(first.p95_ms)}, p50 ${duration(first.p50_ms)}`, false);
}

function costliest(rows: readonly HookRow[]): Glance {
  const found = rows.filter(({ total_ms }) => total_ms > 0).sort((a, b) => b.total_ms - a.total_ms);
  const [first] = found;
  if (first === undefined) return nothing('Takes most time', 'Nothing has run in this time.');
  const says = `${percent(first.share)} of all hook time, ${duration(first.total_ms)}`;
  return answer('Takes most time', found.slice(0, 1), says, false);
}

const nothing = (question: string, says: string): Glance => ({ question, hooks: [], says, isTrouble: false });

const answer = (question: string, rows: readonly HookRow[], says: string, isTrouble: boolean): Glance => ({
  question,
  hooks: rows.map(({ hook }) => hook),
  says,
  isTrouble,
});
