import { describe, test } from 'vitest';
import { isFound, isHardlyEverWrong } from './simulated-comparisons.ts';

describe('seeded simulation', () => {
  test.each([[20, 20]])(
    '%i hooks that stay as they are, %i runs a side: at most one comparison in a hundred is wrong',
    isHardlyEverWrong,
  );

  test.each([
    [0.3, 50, 1.4, 0.75],
    [0.6, 200, 1.4, 0.85],
    [0.3, 20, 2, 0.95],
  ])('at σ %f, %i runs a side, × %f is found among twenty hooks in a share of at least %f', isFound);
});
