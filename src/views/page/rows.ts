// The rows of the table: what the overview said, what has ended since, and in which order they stand.

import type { HookRow, Overview } from '../api/types.ts';
import type { Delta } from './live.ts';
import type { Sorting } from './route.ts';
import { type RowState, rowState } from './row-state.ts';

export type TableRow = {
  readonly hook: string;
  readonly state: RowState;
} & (
  | { readonly kind: 'ran'; readonly row: HookRow; readonly live: LiveFigures }
  | { readonly kind: 'never_ran'; readonly places: readonly string[] }
);

/** Of the range, with the runs since. */
export interface LiveFigures {
  readonly runs: number;
  readonly failures: number;
  readonly successRate: number | null;
  /** When the last run ended: milliseconds since 1970; undefined where there is none. */
  readonly last: number | undefined;
  readonly lastOutcome: HookRow['last_outcome'];
}

/** As the overview has them, hooks that never ran last, each hook once. A hook that has run since no longer counts as never run. */
export function tableRows(overview: Overview, deltas: ReadonlyMap<string, Delta>): TableRow[] {
  const ran = overview.hooks.map((row): TableRow => ranRow(row, deltas.get(row.hook)));
  const known = new Set([...overview.hooks.map(({ hook }) => hook), ...deltas.keys()]);
  const places = new Map<string, string[]>();
  for (const { hook, agent, event } of overview.never_ran) {
    if (known.has(hook)) continue;
    places.set(hook, [...(places.get(hook) ?? []), [agent, event].filter(Boolean).join(' ')]);
  }
  const never = Array.from(
    places,
    ([hook, where]): TableRow => ({ kind: 'never_ran', hook, state: rowState(undefined), places: where }),
  );
  return [...ran, ...never];
}

/** The same object as long as neither has changed, so that a row that stands still is not drawn again. */
function ranRow(row: HookRow, delta: Delta | undefined): TableRow {
  const known = cache.get(row);
  if (known !== undefined && known.delta === delta) return known.made;
  const made: TableRow = { kind: 'ran', hook: row.hook, state: rowState(row), row, live: figures(row, delta) };
  cache.set(row, { delta, made });
  return made;
}

const cache = new WeakMap<HookRow, { readonly delta: Delta | undefined; readonly made: TableRow }>();

function figures(row: HookRow, delta: Delta | undefined): LiveFigures {
  const last = row.last_run === null ? undefined : Date.parse(row.last_run);
  if (delta === undefined)
    return {
      runs: row.runs,
      failures: row.failures,
      successRate: row.success_rate,
      last,
      lastOutcome: row.last_outcome,
    };
  const [runs, failures] = [row.runs + delta.runs, row.failures + delta.failures];
  const isLater = last === undefined || delta.last >= last;
  return {
    runs,
    failures,
    successRate: runs === 0 ? null : 1 - failures / runs,
    last: isLater ? delta.last : last,
    lastOutcome: isLater ? delta.lastOutcome : row.last_outcome,
  };
}

/** Whether a row is what somebody looks for: each word is in its name, its events, agents, projects or its state. */
export function matchesSearch(row: TableRow, search: string): boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const text = searchText(row);
  return words.every((word) => text.includes(word));
}

function searchText(row: TableRow): string {
  const known = searchTexts.get(row);
  if (known !== undefined) return known;
  const places = row.kind === 'ran' ? [...row.row.events, ...row.row.agents, ...row.row.projects] : row.places;
  const text = [row.hook, ...places, ...row.state.badges.map(({ word }) => word)].join('\n').toLowerCase();
  searchTexts.set(row, text);
  return text;
}

const searchTexts = new WeakMap<TableRow, string>();

/** Sorted anew; what is not known comes last either way, and equal rows stand by name. */
export function sortRows(rows: readonly TableRow[], { column, direction }: Sorting): TableRow[] {
  const sign = direction === 'ascending' ? 1 : -1;
  const keyed = rows.map((row) => ({ row, key: keyOf(row, column) }));
  keyed.sort((a, b) => {
    if (a.key === undefined || b.key === undefined)
      return Number(a.key === undefined) - Number(b.key === undefined) || byName(a.row.hook, b.row.hook);
    const order =
      typeof a.key === 'string' || typeof b.key === 'string' ? byName(`${a.key}`, `${b.key}`) : a.key - b.key;
    return sign * order || byName(a.row.hook, b.row.hook);
  });
  return keyed.map(({ row }) => row);
}

function keyOf(row: TableRow, column: Sorting['column']): string | number | undefined {
  if (column === 'hook') return row.hook;
  if (column === 'state') return row.state.severity;
  if (row.kind === 'never_ran') return column === 'runs' ? 0 : undefined;
  switch (column) {
    case 'runs':
      return row.live.runs;
    case 'success':
      return row.live.successRate ?? undefined;
    case 'p50':
      return row.row.p50_ms ?? undefined;
    case 'p95':
      return row.row.p95_ms ?? undefined;
    case 'share':
      return row.row.runs === 0 ? undefined : row.row.share;
    case 'last':
      return row.live.last;
  }
}

const byName = (a: string, b: string): number => {
  const [low, high] = [a.toLowerCase(), b.toLowerCase()];
  if (low !== high) return low < high ? -1 : 1;
  return a < b ? -1 : Number(a > b);
};

/** Rows in an order that was made before; what is new since comes last, what is gone is left out. */
export function inOrder(rows: readonly TableRow[], order: readonly string[]): TableRow[] {
  const byHook = new Map(rows.map((row) => [row.hook, row]));
  const kept = order.flatMap((hook) => {
    const row = byHook.get(hook);
    byHook.delete(hook);
    return row ?? [];
  });
  return [...kept, ...byHook.values()];
}
