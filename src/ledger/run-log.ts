// Runs in the order in which they ended, eight bytes each: a backlog may hold millions of them before the next save.

import type { RunHash } from '../journal/run-hash.ts';

const FIRST_RUNS = 64;

/** A class because it is filled in the hot loop. */
export class RunLog implements Iterable<RunHash> {
  #halves = new Int32Array(FIRST_RUNS * 2);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push({ high, low }: RunHash): void {
    const at = this.#size * 2;
    if (at === this.#halves.length) {
      const larger = new Int32Array(at * 2);
      larger.set(this.#halves);
      this.#halves = larger;
    }
    this.#halves[at] = high;
    this.#halves[at + 1] = low;
    this.#size++;
  }

  *[Symbol.iterator](): Generator<RunHash> {
    for (let at = 0; at < this.#size * 2; at += 2) {
      yield { high: this.#halves[at] ?? 0, low: this.#halves[at + 1] ?? 0 };
    }
  }

  /** The two halves of each run, one after the other. */
  halves(): Int32Array {
    return this.#halves.subarray(0, this.#size * 2);
  }
}
