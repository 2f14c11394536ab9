// Which hooks the live view shows, in which order, and how each of them is.

import type { Micros } from '../../base/units.ts';
import { since } from '../../base/units.ts';
import type { Identity } from '../../journal/record.ts';
import { isFailure } from '../../ledger/outcome.ts';
import type { WatchedHook } from './hook.ts';
import type { Screen, Sort } from './screen.ts';
import type { WatchState } from './state.ts';
import { LISTED_AFTER, lateness, NEAR } from './words.ts';

/** From what needs somebody most to what needs nobody. */
export const CONDITIONS = ['late', 'failing', 'failed', 'near timeout', 'running', 'ok', 'unknown'] as const;
export type Condition = (typeof CONDITIONS)[number];

export interface HookLine {
  readonly hook: WatchedHook;
  readonly condition: Condition;
}

/** The hooks that match the filter, in the order that was chosen; equal ones by name. */
export function hookLines(
  state: WatchState,
  { filter, sort }: Pick<Screen, 'filter' | 'sort'>,
  now: Micros,
): HookLine[] {
  const wanted = filter.toLowerCase();
  const busy = busyHooks(state, now);
  const lines: HookLine[] = [];
  for (const hook of state.hooks.values()) {
    if (hook.names.includes(wanted)) lines.push({ hook, condition: conditionOf(hook, busy.get(hook.hook)) });
  }
  const compare = COMPARE[sort];
  return lines.sort((a, b) => compare(a, b, state.period) || byName(a, b));
}

/** Whether a run is one that the filter shows. */
export function matches({ hook, event, agent, project }: Identity, filter: string): boolean {
  if (filter === '') return true;
  const wanted = filter.toLowerCase();
  return [hook, event, agent, project].some((name) => name.toLowerCase().includes(wanted));
}

/** So many failures in a row are no accident. */
const FAILING = 2;

function conditionOf(hook: WatchedHook, busy: Busy | undefined): Condition {
  const { consecutiveFailures, lastOutcome } = hook;
  if (busy === 'late') return 'late';
  if (consecutiveFailures >= FAILING) return 'failing';
  if (lastOutcome !== undefined && isFailure(lastOutcome)) return 'failed';
  if (isNearTimeout(hook)) return 'near timeout';
  if (busy === 'running') return 'running';
  return lastOutcome === undefined ? 'unknown' : 'ok';
}

/** Most hooks declare none, and then no quantile need be found. */
function isNearTimeout(hook: WatchedHook): boolean {
  return hook.timeout !== undefined && (hook.p95 ?? 0) >= NEAR * hook.timeout;
}

type Busy = 'running' | 'late';

function busyHooks({ open }: WatchState, now: Micros): ReadonlyMap<string, Busy> {
  const busy = new Map<string, Busy>();
  for (const { identity, at, timeout } of open.values()) {
    const age = since(at, now);
    if (age < LISTED_AFTER || busy.get(identity.hook) === 'late') continue;
    busy.set(identity.hook, lateness(age, timeout) === 'past' ? 'late' : 'running');
  }
  return busy;
}

type Compare = (a: HookLine, b: HookLine, period: number) => number;

const byRuns: Compare = (a, b, period) => b.hook.on(period).runs - a.hook.on(period).runs;

const COMPARE: Readonly<Record<Sort, Compare>> = {
  attention: (a, b, period) => urgency(a) - urgency(b) || byRuns(a, b, period),
  runs: byRuns,
  failures: (a, b, period) => b.hook.on(period).failures - a.hook.on(period).failures || byRuns(a, b, period),
  p95: (a, b) => (b.hook.p95 ?? -1) - (a.hook.p95 ?? -1),
  'last run': (a, b) => (b.hook.lastAt ?? 0) - (a.hook.lastAt ?? 0),
  name: () => 0,
};

/** A run that starts or ends moves no hook: a table that jumps cannot be read. */
const urgency = ({ condition }: HookLine): number => Math.min(CONDITIONS.indexOf(condition), CALM);
const CALM = CONDITIONS.indexOf('running');

function byName(a: HookLine, b: HookLine): number {
  if (a.hook.hook === b.hook.hook) return 0;
  return a.hook.hook < b.hook.hook ? -1 : 1;
}
