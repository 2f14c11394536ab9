// The time that hosts stood still for their hooks. An agent starts the hooks of one event at once and waits for the slowest; git runs its hooks one
// after the other. Both are the same question: when was at least one run of the event under way, and which run held the host up?

import type { Micros } from '../base/units.ts';
import { micros } from '../base/units.ts';
import type { HookRuns, RunHistory } from './runs.ts';

export interface BlockedTime {
  /** Hosts stood still for so long because of the hook: its runs on the critical path. All hooks' add up to `total`. */
  readonly critical: Micros;
  /** So much less would hosts stand still without the hook: the time in which no other hook of the same event was running. */
  readonly alone: Micros;
}

export interface BlockedTimes {
  readonly total: Micros;
  /** As `history.hooks`. */
  readonly hooks: readonly BlockedTime[];
}

/** Hosts are told apart by agent, event and project; two sessions in one project at the same moment are taken for one. */
export function blockedTimes(history: RunHistory): BlockedTimes {
  const sums = { critical: new Float64Array(history.hooks.length), alone: new Float64Array(history.hooks.length) };
  for (const runs of byPlace(history)) addPlace(runs, sums);
  return {
    total: micros(sums.critical.reduce((sum, us) => sum + us, 0)),
    hooks: history.hooks.map((_, i) => ({
      critical: micros(sums.critical[i] ?? 0),
      alone: micros(sums.alone[i] ?? 0),
    })),
  };
}

/** Runs of one place. */
interface PlaceRuns {
  readonly from: number[];
  readonly to: number[];
  readonly hook: number[];
}

interface Sums {
  readonly critical: Float64Array;
  readonly alone: Float64Array;
}

function byPlace({ hooks, identities }: RunHistory): Iterable<PlaceRuns> {
  const numbers = new Map<string, number>();
  const placeOf = identities.map(({ agent, event, project }) => {
    const key = `${agent}\u0000${event}\u0000${project}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, numbers.size);
    return numbers.size - 1;
  });
  const places = Array.from(numbers, (): PlaceRuns => ({ from: [], to: [], hook: [] }));
  for (const [hook, runs] of hooks.entries()) addHook(places, placeOf, hook, runs);
  return places;
}

function addHook(places: readonly PlaceRuns[], placeOf: readonly number[], hook: number, runs: HookRuns): void {
  for (let i = 0; i < runs.length; i++) {
    const us = runs.us[i] ?? NaN;
    const place = places[placeOf[runs.identity[i] ?? 0] ?? 0];
    if (!(us > 0) || place === undefined) continue;
    const to = runs.at[i] ?? 0;
    place.from.push(to - us);
    place.to.push(to);
    place.hook.push(hook);
  }
}

function addPlace({ from, to, hook }: PlaceRuns, sums: Sums): void {
  const order = Uint32Array.from(from, (_, i) => i).sort((a, b) => (from[a] ?? 0) - (from[b] ?? 0));
  for (let first = 0; first < order.length; ) {
    let end = to[order[first] ?? 0] ?? 0;
    let next = first + 1;
    for (; next < order.length && (from[order[next] ?? 0] ?? 0) < end; next++)
      end = Math.max(end, to[order[next] ?? 0] ?? 0);
    const group = Array.from(order.subarray(first, next), (i) => ({
      from: from[i] ?? 0,
      to: to[i] ?? 0,
      hook: hook[i] ?? 0,
    }));
    addGroup(group, sums);
    first = next;
  }
}

interface Interval {
  readonly from: number;
  readonly to: number;
  readonly hook: number;
}

/** Runs that overlap each other, in the order in which they started. */
function addGroup(group: readonly Interval[], sums: Sums): void {
  const [only] = group;
  if (group.length === 1 && only !== undefined) {
    addTo(sums.critical, only.hook, only.to - only.from);
    addTo(sums.alone, only.hook, only.to - only.from);
    return;
  }
  addCritical(group, sums.critical);
  addAlone(group, sums.alone);
}

/** Backwards from the end: what ended last held the host up since it started; before that, whatever ended last of the others, and so on. */
function addCritical(group: readonly Interval[], critical: Float64Array): void {
  const byEnd = group.toSorted((a, b) => b.to - a.to || a.from - b.from);
  let until = byEnd[0]?.to ?? 0;
  for (const { from, to, hook } of byEnd) {
    if (from >= until) continue;
    addTo(critical, hook, Math.min(to, until) - from);
    until = from;
  }
}

/** Forwards through all starts and ends: the time with runs of one hook only. */
function addAlone(group: readonly Interval[], alone: Float64Array): void {
  const moments = group.flatMap(({ from, to, hook }) => [
    { at: from, hook, step: 1 },
    { at: to, hook, step: -1 },
  ]);
  const running = new Map<number, number>();
  let last = 0;
  for (const { at, hook, step } of moments.sort((a, b) => a.at - b.at)) {
    const [only] = running.keys();
    if (running.size === 1 && only !== undefined) addTo(alone, only, at - last);
    last = at;
    const count = (running.get(hook) ?? 0) + step;
    if (count === 0) running.delete(hook);
    else running.set(hook, count);
  }
}

function addTo(sums: Float64Array, hook: number, us: number): void {
  sums[hook] = (sums[hook] ?? 0) + us;
}
