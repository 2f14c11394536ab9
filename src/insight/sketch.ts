// Durations of one hook, whatever their number, in a few kilobytes.

import { quantile } from './quantile.ts';

/** Buckets grow by this factor: a value told from them is off by 0.5 % at most (DDSketch: Masson, Rim, Lee, VLDB 2019, §2). */
const GROWTH = 1.01;
const LOG_GROWTH = Math.log(GROWTH);
/** A year in microseconds, the longest duration that a journal may hold, and a bucket for 0. */
const BUCKETS = Math.ceil(Math.log(366 * 86_400e6) / LOG_GROWTH) + 2;
/** Up to so many values are kept as they are. */
const MOST_EXACT = 1024;

/** A class because it is filled in the hot loop. */
export class DurationSketch {
  /** How many were added. */
  count = 0;
  #exact: number[] | undefined = [];
  #buckets: Uint32Array | undefined;

  /** Whole microseconds, up to a year. */
  add(us: number): void {
    this.count++;
    if (this.#exact === undefined) {
      this.#toBucket(us);
      return;
    }
    this.#exact.push(us);
    if (this.#exact.length <= MOST_EXACT) return;
    this.#buckets = new Uint32Array(BUCKETS);
    for (const each of this.#exact) this.#toBucket(each);
    this.#exact = undefined;
  }

  get isExact(): boolean {
    return this.#exact !== undefined;
  }

  /** Below it lies the share `p` of the values; undefined for none. Interpolated while all values are kept, later within 0.5 %. */
  quantile(p: number): number | undefined {
    if (this.#exact !== undefined) return quantile(Float64Array.from(this.#exact).sort(), p);
    const rank = (this.count - 1) * p;
    let below = 0;
    for (const [bucket, count] of (this.#buckets ?? []).entries()) {
      below += count;
      if (below > rank) return middleOf(bucket);
    }
    return undefined;
  }

  #toBucket(us: number): void {
    const bucket = us < 1 ? 0 : 1 + Math.ceil(Math.log(us) / LOG_GROWTH);
    if (this.#buckets !== undefined) this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
  }
}

/** The value in the middle of a bucket, so that no value in it is further off than any other. */
const middleOf = (bucket: number): number => (bucket === 0 ? 0 : (2 * GROWTH ** (bucket - 1)) / (GROWTH + 1));
