// Six columns that grow together, 33 bytes a run.

const FIRST_RUNS = 1024;

/** What one slice of the columns holds. */
export interface Columns {
  readonly length: number;
  readonly at: Float64Array;
  readonly us: Float64Array;
  readonly cpu: Float64Array;
  readonly outcome: Uint8Array;
  readonly identity: Uint32Array;
  readonly error: Uint32Array;
}

/** A class because it is filled in the hot loop. */
export class GrowingColumns {
  length = 0;
  #capacity: number;
  #at: Float64Array;
  #us: Float64Array;
  #cpu: Float64Array;
  #outcome: Uint8Array;
  #identity: Uint32Array;
  #error: Uint32Array;

  constructor(capacity = FIRST_RUNS) {
    this.#capacity = capacity;
    this.#at = new Float64Array(capacity);
    this.#us = new Float64Array(capacity);
    this.#cpu = new Float64Array(capacity);
    this.#outcome = new Uint8Array(capacity);
    this.#identity = new Uint32Array(capacity);
    this.#error = new Uint32Array(capacity);
  }

  push(at: number, us: number, cpu: number, outcome: number, identity: number, error: number): void {
    if (this.length === this.#capacity) this.#grow();
    const i = this.length++;
    this.#at[i] = at;
    this.#us[i] = us;
    this.#cpu[i] = cpu;
    this.#outcome[i] = outcome;
    this.#identity[i] = identity;
    this.#error[i] = error;
  }

  part(from: number, to: number): Columns {
    return {
      length: to - from,
      at: this.#at.subarray(from, to),
      us: this.#us.subarray(from, to),
      cpu: this.#cpu.subarray(from, to),
      outcome: this.#outcome.subarray(from, to),
      identity: this.#identity.subarray(from, to),
      error: this.#error.subarray(from, to),
    };
  }

  /** A copy in which runs stand by the group of their identity, and by `at` within it; `ends` are where the groups end. */
  groupedBy(groupOf: Uint32Array, groups: number): { readonly sorted: GrowingColumns; readonly ends: Uint32Array } {
    const ends = new Uint32Array(groups);
    for (let i = 0; i < this.length; i++) {
      const group = groupOf[this.#identity[i] ?? 0] ?? 0;
      ends[group] = (ends[group] ?? 0) + 1;
    }
    for (let group = 1; group < groups; group++) ends[group] = (ends[group] ?? 0) + (ends[group - 1] ?? 0);
    const next = Uint32Array.from(ends, (_, group) => ends[group - 1] ?? 0);
    const order = new Uint32Array(this.length);
    for (let i = 0; i < this.length; i++) {
      const group = groupOf[this.#identity[i] ?? 0] ?? 0;
      const place = next[group] ?? 0;
      order[place] = i;
      next[group] = place + 1;
    }
    for (let group = 0; group < groups; group++) this.#byTime(order.subarray(ends[group - 1] ?? 0, ends[group] ?? 0));
    return { sorted: this.picked(order), ends };
  }

  /** Runs mostly come in order; where a clock jumped they do not. */
  #byTime(order: Uint32Array): void {
    const at = this.#at;
    const isSorted = order.every((index, i) => i === 0 || (at[order[i - 1] ?? 0] ?? 0) <= (at[index] ?? 0));
    if (!isSorted) order.sort((a, b) => (at[a] ?? 0) - (at[b] ?? 0) || a - b);
  }

  /** A copy of the runs that `order` names, in that order. */
  picked(order: Uint32Array, capacity = order.length): GrowingColumns {
    const picked = new GrowingColumns(Math.max(1, capacity));
    for (const i of order) {
      const who = this.#identity[i] ?? 0;
      picked.push(
        this.#at[i] ?? 0,
        this.#us[i] ?? 0,
        this.#cpu[i] ?? 0,
        this.#outcome[i] ?? 0,
        who,
        this.#error[i] ?? 0,
      );
    }
    return picked;
  }

  /** A copy with the runs of `others` behind these. */
  followedBy(others: GrowingColumns): GrowingColumns {
    const both = new GrowingColumns(Math.max(1, this.length + others.length));
    both.#put(this.part(0, this.length), 0);
    both.#put(others.part(0, others.length), this.length);
    both.length = this.length + others.length;
    return both;
  }

  #put({ at, us, cpu, outcome, identity, error }: Columns, place: number): void {
    this.#at.set(at, place);
    this.#us.set(us, place);
    this.#cpu.set(cpu, place);
    this.#outcome.set(outcome, place);
    this.#identity.set(identity, place);
    this.#error.set(error, place);
  }

  #grow(): void {
    const larger = new GrowingColumns(this.#capacity * 2);
    larger.#put(this.part(0, this.length), 0);
    this.#capacity = larger.#capacity;
    this.#at = larger.#at;
    this.#us = larger.#us;
    this.#cpu = larger.#cpu;
    this.#outcome = larger.#outcome;
    this.#identity = larger.#identity;
    this.#error = larger.#error;
  }
}
