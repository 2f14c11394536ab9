// Which runs have ended: 64-bit hashes in an open-addressing table, 10 to 16 bytes a run.

import type { RunHash } from '../journal/run-hash.ts';

export interface SeenRuns {
  has(run: RunHash): boolean;
  /** False where the run was there already. */
  add(run: RunHash): boolean;
  readonly size: number;
  /** What the table takes. */
  readonly bytes: number;
}

const FULLEST = 0.8;
const GROWTH = 1.6;
const FIRST_SLOTS = 16;
const SHARDS = 64;

/** In shards, so that growing needs room for the old and the new table of one shard only. */
export function createSeenRuns(): SeenRuns {
  const shards = Array.from({ length: SHARDS }, createShard);
  const shardOf = ({ low }: RunHash): SeenRuns => shards[low & (SHARDS - 1)] ?? createShard();
  const total = (measure: (shard: SeenRuns) => number): number =>
    shards.reduce((sum, shard) => sum + measure(shard), 0);
  return {
    has: (run) => shardOf(run).has(run),
    add: (run) => shardOf(run).add(run),
    get size() {
      return total((shard) => shard.size);
    },
    get bytes() {
      return total((shard) => shard.bytes);
    },
  };
}

function createShard(): SeenRuns {
  let slots = FIRST_SLOTS;
  let table = new Int32Array(slots * 2);
  let size = 0;
  let holdsZero = false; // the hash 0,0 is how an empty slot looks

  /** The slot that holds the hash, or the empty one where it belongs. */
  function place(high: number, low: number): number {
    let slot = Math.floor(((high >>> 0) / 0x1_0000_0000) * slots) * 2;
    for (;;) {
      const h = table[slot];
      const l = table[slot + 1];
      if ((h === high && l === low) || (h === 0 && l === 0)) return slot;
      slot = slot + 2 === table.length ? 0 : slot + 2;
    }
  }

  function put(high: number, low: number): void {
    const slot = place(high, low);
    table[slot] = high;
    table[slot + 1] = low;
  }

  function grow(): void {
    const old = table;
    slots = Math.floor(slots * GROWTH);
    table = new Int32Array(slots * 2);
    for (let i = 0; i < old.length; i += 2) {
      const high = old[i] ?? 0;
      const low = old[i + 1] ?? 0;
      if (high !== 0 || low !== 0) put(high, low);
    }
  }

  function has({ high, low }: RunHash): boolean {
    if (high === 0 && low === 0) return holdsZero;
    const slot = place(high, low);
    return table[slot] === high && table[slot + 1] === low;
  }

  return {
    has,
    add({ high, low }) {
      if (high === 0 && low === 0) {
        if (holdsZero) return false;
        holdsZero = true;
        size++;
        return true;
      }
      const slot = place(high, low);
      if (table[slot] === high && table[slot + 1] === low) return false;
      size++;
      if (size > slots * FULLEST) {
        grow();
        put(high, low);
        return true;
      }
      table[slot] = high;
      table[slot + 1] = low;
      return true;
    },
    get size() {
      return size;
    },
    get bytes() {
      return table.byteLength;
    },
  };
}
