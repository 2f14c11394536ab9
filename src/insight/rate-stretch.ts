// An outage that is over: a stretch in the middle of a sequence of 0 and 1 that differs from both sides. One cut at a time does not see a short
// one (Olshen et al., Circular binary segmentation, 2004, have the same trouble and the same cure).

export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** How many times the odds of a failure in the stretch are those around it: what is likely lies near one of these. */
const ODDS = [3, 10, 100, 1 / 3, 1 / 10, 1 / 100] as const;

/**
 * The likeliest stretch for each of some sizes of change, in O(n): with both rates given, each run speaks for or against it by a fixed amount, and the
 * stretch is the one with the largest sum (Kadane's algorithm). `sums[i]` are the failures before run i; rates of 0 and 1 have none.
 */
export function likelyStretches(sums: Uint32Array, from: number, to: number): Stretch[] {
  const rate = ((sums[to] ?? 0) - (sums[from] ?? 0)) / (to - from);
  if (rate <= 0 || rate >= 1) return [];
  return ODDS.map((ratio) => {
    const inside = (rate * ratio) / (1 - rate + rate * ratio);
    const scores = [Math.log((1 - inside) / (1 - rate)), Math.log(inside / rate)] as const;
    return largestSum(sums, from, to, scores);
  });
}

function largestSum(
  sums: Uint32Array,
  from: number,
  to: number,
  [success, failure]: readonly [number, number],
): Stretch {
  let best = { from, to: from };
  let [most, sum, begin] = [0, 0, from];
  for (let i = from; i < to; i++) {
    sum += sums[i + 1] === sums[i] ? success : failure;
    if (sum <= 0) [sum, begin] = [0, i + 1];
    if (sum > most) [most, best] = [sum, { from: begin, to: i + 1 }];
  }
  return best;
}
