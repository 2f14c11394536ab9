// Which hooks come right after which others.

import { SECOND } from '../base/units.ts';
import { believed, binomialAtLeast } from './counts.ts';
import type { HookRuns } from './runs.ts';

export interface Succession {
  /** `next` starts within two seconds after a run of `first` ended. */
  readonly first: string;
  readonly next: string;
  /** Runs of `next` that began so, and all its runs. */
  readonly times: number;
  readonly runs: number;
  readonly p: number;
}

const SOON = 2 * SECOND;
/** What is soon by chance, the time before says: four stretches as long as `SOON`. */
const COMPARED = 4;
const LEAST_TIMES = 10;
const LEAST_SHARE = 0.5;
const FALSE_DISCOVERIES = 0.01;
const MOST_HOOKS = 500;
/** Of the latest runs, and for each so many that ended before it: a storm of runs says nothing about order. */
const MOST_RUNS = 200_000;
const MOST_BEFORE = 64;

/**
 * Pairs in which at least half of the runs of `next`, and ten, begin within two seconds after a run of `first`, and clearly more than begin two to ten
 * seconds after one (binomial test; Benjamini and Hochberg over all pairs of hooks). Judged are the 500 hooks with the most runs.
 */
export function successions(hooks: readonly HookRuns[]): Succession[] {
  const judged = hooks.toSorted((a, b) => b.length - a.length).slice(0, MOST_HOOKS);
  const { at, hook: ended } = latest(judged, false);
  const starts = latest(judged, true);
  const size = judged.length;
  const counts = {
    soon: new Uint32Array(size * size),
    before: new Uint32Array(size * size),
    runs: new Uint32Array(size),
  };
  const seen = new Int32Array(size * (COMPARED + 1)).fill(-1);
  let next = 0;
  for (let run = 0; run < starts.at.length; run++) {
    const start = starts.at[run] ?? 0;
    const hook = starts.hook[run] ?? 0;
    while ((at[next] ?? Infinity) <= start) next++;
    counts.runs[hook] = (counts.runs[hook] ?? 0) + 1;
    for (let i = next - 1; i >= Math.max(0, next - MOST_BEFORE); i--) {
      const stretch = Math.floor((start - (at[i] ?? 0)) / SOON);
      if (stretch > COMPARED) break;
      const first = ended[i] ?? 0;
      if (first === hook || seen[first * (COMPARED + 1) + stretch] === run) continue;
      seen[first * (COMPARED + 1) + stretch] = run;
      const table = stretch === 0 ? counts.soon : counts.before;
      table[first * size + hook] = (table[first * size + hook] ?? 0) + 1;
    }
  }
  return believed(found(judged, counts), size * (size - 1), FALSE_DISCOVERIES);
}

interface Counts {
  readonly soon: Uint32Array;
  readonly before: Uint32Array;
  readonly runs: Uint32Array;
}

function found(hooks: readonly HookRuns[], { soon, before, runs }: Counts): Succession[] {
  return hooks.flatMap(({ hook: first }, i) =>
    hooks.flatMap(({ hook: next }, j) => {
      const times = soon[i * hooks.length + j] ?? 0;
      const all = runs[j] ?? 0;
      if (times < LEAST_TIMES || times < LEAST_SHARE * all) return [];
      const p = binomialAtLeast(times, times + (before[i * hooks.length + j] ?? 0), 1 / (COMPARED + 1));
      return [{ first, next, times, runs: all, p }];
    }),
  );
}

/** The latest starts or ends of all hooks, in order; equal moments as the hooks are. */
function latest(
  hooks: readonly HookRuns[],
  starts: boolean,
): { readonly at: Float64Array; readonly hook: Uint32Array } {
  const all = hooks.reduce((sum, { length }) => sum + Math.min(length, MOST_RUNS), 0);
  const [at, hook] = [new Float64Array(all), new Uint32Array(all)];
  let count = 0;
  for (const [place, runs] of hooks.entries()) {
    for (let i = Math.max(0, runs.length - MOST_RUNS); i < runs.length; i++) {
      const moment = (runs.at[i] ?? 0) - (starts ? (runs.us[i] ?? NaN) : 0);
      if (Number.isNaN(moment)) continue;
      at[count] = moment;
      hook[count++] = place;
    }
  }
  const order = Uint32Array.from({ length: count }, (_, i) => i).sort((a, b) => (at[a] ?? 0) - (at[b] ?? 0));
  const chosen = order.subarray(-MOST_RUNS);
  return { at: Float64Array.from(chosen, (i) => at[i] ?? 0), hook: Uint32Array.from(chosen, (i) => hook[i] ?? 0) };
}
