// Many tests at once, of which hardly any may be wrong by chance.

/** One test, judged among all. */
export interface Judged {
  /** Comparable with the level of one single test. */
  readonly adjusted: number;
  readonly isSignificant: boolean;
  /** What the chance of this test was held against. An interval of this level is of one mind with the verdict. */
  readonly level: number;
}

/**
 * Holm's step-down procedure (1979): where nothing is different, the chance that any test says so is at most `level`, however the
 * tests depend on each other. In the order of `chances`.
 */
export function judgedTogether(chances: readonly number[], level: number): Judged[] {
  const order = chances.map((_, i) => i).sort((a, b) => (chances[a] ?? 1) - (chances[b] ?? 1));
  const judged: Judged[] = [];
  let [largest, lastLevel] = [0, level];
  for (const [before, test] of order.entries()) {
    const left = chances.length - before;
    const wasSignificant = largest <= level;
    largest = Math.max(largest, Math.min(1, left * (chances[test] ?? 1)));
    if (wasSignificant) lastLevel = level / left;
    judged[test] = { adjusted: largest, isSignificant: largest <= level, level: lastLevel };
  }
  return judged;
}
