// What the live view knows: hooks, the latest runs, and the runs that are still open. Runs are handed in as they are read.

import type { Micros } from '../../base/units.ts';
import type { Identity } from '../../journal/record.ts';
import { createWatchedHook, type MutableHook, type WatchedHook } from './hook.ts';
import type { WatchedRun } from './run.ts';

export interface OpenWatchedRun {
  readonly identity: Identity;
  readonly at: Micros;
  /** As declared. */
  readonly timeout: Micros | undefined;
}

export interface WatchState {
  readonly hooks: ReadonlyMap<string, WatchedHook>;
  /** Newest last, by when they were read: a clock that steps back moves nothing. */
  readonly runs: readonly WatchedRun[];
  readonly open: ReadonlyMap<object, OpenWatchedRun>;
  /** The period that is counted: see `begin`. */
  readonly period: number;
}

export interface Watched extends WatchState {
  /** From now on that period is counted, and what was before it no longer. */
  begin(period: number): void;
  /** `key` stands for the run as long as it is open. */
  started(key: object, run: OpenWatchedRun): void;
  /** Without a key where its start was never read. */
  ended(key: object | undefined, run: WatchedRun): void;
  /** It ended before what is looked at begins. */
  dropped(key: object): void;
  /** Somebody said that the hook no longer exists. */
  forgot(hook: string, at: Micros): void;
}

/** The log holds so many: more than a screen has lines, so that a filter still finds some. */
const LOGGED_RUNS = 1000;

/** `periodOf` numbers the stretches of time that are counted, such as days; a later one has a higher number. */
export function createWatched(periodOf: (at: Micros) => number): Watched {
  const hooks = new Map<string, MutableHook>();
  const open = new Map<object, OpenWatchedRun>();
  let runs: WatchedRun[] = [];
  let period = 0;

  function hookOf({ hook }: Identity): MutableHook {
    const known = hooks.get(hook);
    if (known !== undefined) return known;
    const made = createWatchedHook(hook);
    hooks.set(hook, made);
    return made;
  }

  return {
    hooks,
    get runs() {
      return runs;
    },
    open,
    get period() {
      return period;
    },
    begin(next) {
      if (next === period) return;
      period = next;
      for (const hook of hooks.values()) hook.forgetBefore(period);
    },
    started(key, run) {
      hookOf(run.identity).met(run.identity, run.timeout);
      open.set(key, run);
    },
    ended(key, run) {
      if (key !== undefined) open.delete(key);
      const hook = hookOf(run.identity);
      hook.met(run.identity, undefined);
      hook.add(run, periodOf(run.at), period);
      if (run.us === undefined) runs.splice(placeIn(runs, run), 0, run);
      else runs.push(run);
      if (runs.length >= 2 * LOGGED_RUNS) runs = runs.slice(-LOGGED_RUNS);
    },
    dropped: (key) => void open.delete(key),
    forgot(hook, at) {
      if ((hooks.get(hook)?.lastAt ?? 0) <= at) hooks.delete(hook);
    },
  };
}

/** Where a run belongs that nobody saw end: it was found later than it was over. */
function placeIn(runs: readonly WatchedRun[], { at }: WatchedRun): number {
  return runs.findLastIndex((other) => other.at <= at) + 1;
}
