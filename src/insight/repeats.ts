// Whether a hook is run several times where once would do.

import type { HookRuns } from './runs.ts';

export interface Repeats {
  /** Runs that began within 20 ms after another one of the same hook, event, agent and project began. */
  readonly times: number;
  /** Moments at which that happened. */
  readonly moments: number;
}

const AT_ONCE = 20_000;

export function repeatsOf(runs: HookRuns): Repeats {
  const starts = startsByIdentity(runs);
  let [times, moments] = [0, 0];
  for (const each of starts.values()) {
    const sorted = Float64Array.from(each).sort();
    let isAgain = false;
    for (let i = 1; i < sorted.length; i++) {
      const isAtOnce = (sorted[i] ?? 0) - (sorted[i - 1] ?? 0) <= AT_ONCE;
      if (isAtOnce) times++;
      if (isAtOnce && !isAgain) moments++;
      isAgain = isAtOnce;
    }
  }
  return { times, moments };
}

function startsByIdentity({ at, us, identity, length }: HookRuns): Map<number, number[]> {
  const starts = new Map<number, number[]>();
  for (let i = 0; i < length; i++) {
    const duration = us[i] ?? NaN;
    if (Number.isNaN(duration)) continue;
    const start = (at[i] ?? 0) - duration;
    const known = starts.get(identity[i] ?? 0);
    if (known === undefined) starts.set(identity[i] ?? 0, [start]);
    else known.push(start);
  }
  return starts;
}
