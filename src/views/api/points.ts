// The runs of one hook as columns that a browser can draw.

import { FAILS, type HookRuns } from '../../insight/runs.ts';
import { OUTCOMES } from '../../ledger/outcome.ts';
import { MOST_POINTS, type Points } from './types.ts';

export function pointsOf(runs: HookRuns, most: number = MOST_POINTS): Points {
  const shown = runs.length <= most ? Uint32Array.from(runs.at.keys()) : thinned(runs, most);
  return {
    at: Array.from(shown, (i) => Math.round((runs.at[i] ?? 0) / 1e3)),
    ms: Array.from(shown, (i) => finite((runs.us[i] ?? NaN) / 1e3)),
    outcome: Array.from(shown, (i) => runs.outcome[i] ?? 0),
    outcomes: OUTCOMES,
    runs: runs.length,
  };
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Failures first, at most half of all; of the others the shortest and the longest of each of equally many runs in a row. */
function thinned({ outcome, us }: HookRuns, most: number): Uint32Array {
  const all = Array.from(outcome.keys());
  const failed = evenly(
    all.filter((i) => FAILS[outcome[i] ?? 0] === 1),
    Math.floor(most / 2),
  );
  const others = all.filter((i) => FAILS[outcome[i] ?? 0] !== 1);
  return Uint32Array.from([...failed, ...extremes(others, us, most - failed.length)]).sort();
}

function evenly(indices: readonly number[], most: number): readonly number[] {
  if (indices.length <= most) return indices;
  return Array.from({ length: most }, (_, i) => indices[Math.floor((i * indices.length) / most)] ?? 0);
}

function extremes(indices: readonly number[], us: Float64Array, most: number): readonly number[] {
  if (indices.length <= most) return indices;
  const parts = Math.floor(most / 2);
  const isUnknown = (i: number): boolean => Number.isNaN(us[i]);
  /** Any known duration comes before an unknown one. */
  const first = (group: readonly number[], isBefore: (i: number, best: number) => boolean): number =>
    group.reduce((best, i) => (isUnknown(best) || isBefore(i, best) ? i : best), group[0] ?? 0);
  return Array.from({ length: parts }, (_, part) => {
    const group = indices.slice(
      Math.floor((part * indices.length) / parts),
      Math.floor(((part + 1) * indices.length) / parts),
    );
    const least = first(group, (i, best) => (us[i] ?? NaN) < (us[best] ?? NaN));
    const greatest = first(group, (i, best) => (us[i] ?? NaN) > (us[best] ?? NaN));
    return least === greatest ? [least] : [least, greatest];
  }).flat();
}
