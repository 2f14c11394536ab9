// The runs that have started and not ended.

import { type RunHash, sameRun } from '../journal/run-hash.ts';

interface Named {
  readonly run: RunHash;
}

export interface OpenRuns<Run extends Named> {
  get(run: RunHash): Run | undefined;
  add(run: Run): void;
  delete(run: Run): void;
  /** In the order in which they started. */
  values(): Iterable<Run>;
  readonly size: number;
}

/** Keyed by half of the hash, a small integer, which a Map finds several times as fast as a float or a text; the rest is compared. */
export function createOpenRuns<Run extends Named>(): OpenRuns<Run> {
  const byHigh = new Map<number, Run | readonly Run[]>();
  let size = 0;

  function all(high: number): readonly Run[] {
    const found = byHigh.get(high);
    if (found === undefined) return [];
    return 'run' in found ? [found] : found;
  }

  return {
    get(run) {
      const found = byHigh.get(run.high);
      if (found === undefined) return undefined;
      if ('run' in found) return found.run.low === run.low ? found : undefined;
      return found.find((open) => sameRun(open.run, run));
    },
    add(run) {
      const others = all(run.run.high);
      byHigh.set(run.run.high, others.length === 0 ? run : [...others, run]);
      size++;
    },
    delete(run) {
      const { high } = run.run;
      size--;
      if (byHigh.get(high) === run) {
        byHigh.delete(high);
        return;
      }
      const rest = all(high).filter((open) => open !== run);
      if (rest.length === 0) byHigh.delete(high);
      else byHigh.set(high, rest);
    },
    *values() {
      for (const found of byHigh.values()) {
        if ('run' in found) yield found;
        else yield* found;
      }
    },
    get size() {
      return size;
    },
  };
}
