// The normal distribution, as far as tests need it.

/** The standard normal's 97.5 % point: intervals here are of 95 %. */
export const Z_95 = 1.959964;

/** The chance that a standard normal variable is at least as far from 0 as `z`, to seven digits also where it is tiny. */
export function twoSided(z: number): number {
  return complementaryError(Math.abs(z) / Math.SQRT2);
}

/** The distance from 0 that a standard normal variable reaches with the chance `p`, above 0 and at most 1: the inverse of `twoSided`, by bisection. */
export function distanceOf(p: number): number {
  let [near, far] = [0, 40];
  for (let step = 0; step < 60; step++) {
    const middle = (near + far) / 2;
    if (twoSided(middle) > p) near = middle;
    else far = middle;
  }
  return far;
}

/** erfc for x >= 0 by a Chebyshev fit with a relative error below 1.2e-7 everywhere (Press et al., Numerical Recipes in C, 2nd ed., §6.2). */
function complementaryError(x: number): number {
  const t = 1 / (1 + x / 2);
  const sum = COEFFICIENTS.reduceRight((total, coefficient) => total * t + coefficient, 0);
  return Math.min(1, t * Math.exp(-x * x + sum));
}

const COEFFICIENTS = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
  0.17087277,
] as const;
