// Exact tests on counts, where a normal approximation would be wrong: failures are few.

/** ln(n!) for n from 0 to `most`. */
export function lnFactorials(most: number): Float64Array {
  const table = new Float64Array(most + 1);
  for (let n = 2; n <= most; n++) table[n] = (table[n - 1] ?? 0) + Math.log(n);
  return table;
}

/** ln(n!) without a table: Stirling's series, off by less than 1e-10. */
export function lnFactorial(n: number): number {
  if (n < SMALL.length) return SMALL[n] ?? 0;
  const x = n + 1;
  return (
    (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + 1 / (12 * x) - 1 / (360 * x ** 3) + 1 / (1260 * x ** 5)
  );
}

const SMALL = lnFactorials(15);

const lnChoose = (n: number, k: number): number => lnFactorial(n) - lnFactorial(k) - lnFactorial(n - k);

/** The chance of `k` or more successes in `n` tries with the chance `p` each. */
export function binomialAtLeast(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n || p <= 0) return 0;
  if (p >= 1) return 1;
  const first = Math.exp(lnChoose(n, k) + k * Math.log(p) + (n - k) * Math.log1p(-p));
  if (k < n * p) return Math.min(1, Math.max(0, 1 - binomialAtLeast(n - k + 1, n, 1 - p)));
  return Math.min(
    1,
    tailSum(first, (i) => ((n - k - i) / (k + i + 1)) * (p / (1 - p))),
  );
}

/** Of `all` runs `marked` are marked; the chance that `drawn` of them, drawn blindly, hold `k` marked ones or more (Fisher's exact test, one-sided). */
export function drawnAtLeast(k: number, drawn: number, marked: number, all: number): number {
  const least = Math.max(0, drawn + marked - all);
  if (k <= least) return 1;
  if (k > Math.min(drawn, marked)) return 0;
  if (k < (drawn * marked) / all)
    return Math.min(1, Math.max(0, 1 - drawnAtLeast(drawn - k + 1, drawn, all - marked, all)));
  const first = Math.exp(lnChoose(marked, k) + lnChoose(all - marked, drawn - k) - lnChoose(all, drawn));
  return Math.min(
    1,
    tailSum(first, (i) => ((marked - k - i) * (drawn - k - i)) / ((k + i + 1) * (all - marked - drawn + k + i + 1))),
  );
}

/** The sum of terms of which each is `ratio(i)` times the one before, until they no longer matter. */
function tailSum(first: number, ratio: (i: number) => number): number {
  let [term, sum] = [first, first];
  for (let i = 0; term > sum * 1e-15; i++) {
    term *= ratio(i);
    sum += term;
  }
  return sum;
}

/**
 * Which of many tests to believe so that at most the share `rate` of those is wrong (Benjamini and Hochberg, 1995); the chances of the
 * tests that are not given must be larger than any given: `tests` is how many were made in all.
 */
export function believed<T extends { readonly p: number }>(found: readonly T[], tests: number, rate: number): T[] {
  const sorted = found.toSorted((a, b) => a.p - b.p);
  const last = sorted.findLastIndex(({ p }, i) => p <= ((i + 1) / tests) * rate);
  return sorted.slice(0, last + 1);
}
