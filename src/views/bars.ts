// Rows of numbers as rows of bars: the steps from low to high.

export const BLOCKS = [...'▁▂▃▄▅▆▇█'];
/** For a terminal that knows no others. */
export const ASCII_BLOCKS = [...'.:-=+*#@'];

/** The bar of `value` where `most` is the highest; all are low where that is 0. */
export function bar(value: number, most: number, steps: readonly string[] = BLOCKS): string {
  const step = most === 0 ? 0 : Math.floor((value / most) * steps.length);
  return steps[Math.min(steps.length - 1, step)] ?? '';
}
