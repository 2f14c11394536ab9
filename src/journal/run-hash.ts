// A run id as 64 bits: all that is kept of it, because a busy day may have millions of runs.
// Two different runs share a hash once in about 37,000 days of ten million runs each (birthday bound, n²/2^65).

/** Two signed 32-bit integers: V8 keeps those without a heap object of their own. */
export interface RunHash {
  readonly high: number;
  readonly low: number;
}

/** MurmurHash3's 32-bit mixing over UTF-16 code units, twice with different constants. */
export function hashOf(run: string): RunHash {
  let high = HIGH_SEED;
  let low = LOW_SEED;
  for (let i = 0; i < run.length; i++) {
    const unit = run.charCodeAt(i);
    high = mixHigh(high, unit);
    low = mixLow(low, unit);
  }
  return finishHash(high, low, run.length);
}

export const HIGH_SEED = 0x9747b28c;
export const LOW_SEED = 0x3c6ef372;

export function mixHigh(hash: number, unit: number): number {
  const mixed = Math.imul(hash ^ Math.imul(unit, 0xcc9e2d51), 0x1b873593);
  return (mixed << 13) | (mixed >>> 19);
}

export function mixLow(hash: number, unit: number): number {
  const mixed = Math.imul(hash ^ Math.imul(unit, 0x85ebca6b), 0xc2b2ae35);
  return (mixed << 15) | (mixed >>> 17);
}

export function finishHash(high: number, low: number, length: number): RunHash {
  return { high: avalanche(high ^ length), low: avalanche(low ^ Math.imul(length, 0x27d4eb2f)) };
}

function avalanche(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

export const sameRun = (a: RunHash, b: RunHash): boolean => a.high === b.high && a.low === b.low;

/** The hash as text: a Map key where few runs are kept, and its form on disk. */
export const runKey = ({ high, low }: RunHash): string => `${hex(high)}${hex(low)}`;
/** The hash that runKey gave, or undefined for any other text. */
export function runHashFrom(key: string): RunHash | undefined {
  if (!KEY.test(key)) return undefined;
  return { high: Number.parseInt(key.slice(0, 8), 16) | 0, low: Number.parseInt(key.slice(8), 16) | 0 };
}

const KEY = /^[0-9a-f]{16}$/;
const hex = (half: number): string => (half >>> 0).toString(16).padStart(8, '0');
