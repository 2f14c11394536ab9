// A sample of each hook's older runs, the same size for all hooks that have more: of each hook those with the smallest priorities. Priorities are
// hashes of run ids, so that this is a random choice, and the same one in whatever order runs come (bottom-k sampling: Cohen and Kaplan, 2007).

import { GrowingColumns } from './growing-columns.ts';

const HIGHEST = 0xffff_ffff;

/** A class because it is filled in the hot loop. */
export class OlderSample {
  readonly #most: number;
  #columns = new GrowingColumns();
  /** Of the runs in the columns. */
  readonly #priorities: Uint32Array;
  readonly #hooks: Uint32Array;
  /** By hook: what is above was left out before. */
  readonly #limits: number[] = [];
  #each = Number.POSITIVE_INFINITY;

  /** At most so many runs in all; of the first so many hooks, where these are more. */
  constructor(most: number) {
    this.#most = most;
    this.#priorities = new Uint32Array(2 * most);
    this.#hooks = new Uint32Array(2 * most);
  }

  /** Where a run that is wanted is to be pushed to; undefined for one that is not. */
  place(hook: number, priority: number): GrowingColumns | undefined {
    if (priority > (this.#limits[hook] ?? HIGHEST)) return undefined;
    if (this.#columns.length === this.#hooks.length) this.#shrink();
    if (priority > (this.#limits[hook] ?? HIGHEST)) return undefined;
    this.#priorities[this.#columns.length] = priority;
    this.#hooks[this.#columns.length] = hook;
    return this.#columns;
  }

  /** `counts` are by hook. */
  done(): { readonly columns: GrowingColumns; readonly counts: readonly number[] } {
    if (this.#columns.length > this.#most || this.#each < Number.POSITIVE_INFINITY) this.#shrink();
    return { columns: this.#columns, counts: this.#byHook().map(({ length }) => length) };
  }

  #shrink(): void {
    const byHook = this.#byHook();
    this.#each = Math.min(this.#each, this.#largestShare(byHook.map(({ length }) => length)));
    for (const [hook, priorities] of byHook.entries()) {
      if (hook >= this.#most) this.#limits[hook] = -1;
      else if (priorities.length > this.#each) this.#limits[hook] = priorities.sort()[this.#each - 1] ?? HIGHEST;
    }
    const picked = new Uint32Array(this.#columns.length);
    let count = 0;
    for (let i = 0; i < this.#columns.length; i++) {
      const [hook, priority] = [this.#hooks[i] ?? 0, this.#priorities[i] ?? 0];
      if (priority > (this.#limits[hook] ?? HIGHEST)) continue;
      this.#hooks[count] = hook;
      this.#priorities[count] = priority;
      picked[count++] = i;
    }
    this.#columns = this.#columns.picked(picked.subarray(0, count), this.#hooks.length);
  }

  /** The priorities of each hook's runs. */
  #byHook(): Uint32Array[] {
    const counts: number[] = [];
    for (const hook of this.#hooks.subarray(0, this.#columns.length)) counts[hook] = (counts[hook] ?? 0) + 1;
    const all = Array.from(counts, (count) => new Uint32Array(count ?? 0));
    const next = new Uint32Array(counts.length);
    for (let i = 0; i < this.#columns.length; i++) {
      const hook = this.#hooks[i] ?? 0;
      const priorities = all[hook];
      const place = next[hook] ?? 0;
      if (priorities === undefined) continue;
      priorities[place] = this.#priorities[i] ?? 0;
      next[hook] = place + 1;
    }
    return all;
  }

  /** The largest power of two that all hooks may have runs so that they are not too many; 1 at least. */
  #largestShare(counts: readonly number[]): number {
    let each = 2 ** Math.floor(Math.log2(this.#most));
    while (each > 1 && counts.reduce((sum, count) => sum + Math.min(count, each), 0) > this.#most) each /= 2;
    return each;
  }
}
