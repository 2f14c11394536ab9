// Numbers that are the same for the same seed.

export interface Random {
  /** From 0 to below 1. */
  uniform(): number;
  normal(): number;
}

/** Mulberry32, and Box and Muller's normal numbers. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}

/** Milliseconds: `count` values around `middle` whose logarithms have the deviation `sigma`. */
export const lognormal = ({ normal }: Random, count: number, middle: number, sigma: number): number[] =>
  Array.from({ length: count }, () => middle * Math.exp(sigma * normal()));

/** Numbers from 0 to below 1. */
export const seeded = (seed: number): (() => number) => randomFrom(seed).uniform;
