/**
 * The value below which the share `p` (0 to 1) of the sorted values lies, interpolated between the two nearest ranks (Hyndman and Fan's
 * type 7, https://doi.org/10.2307/2684934, as R and NumPy do by default). Undefined for no values.
 */
export function quantile(sorted: ArrayLike<number>, p: number): number | undefined {
  if (sorted.length === 0) return undefined;
  const rank = (sorted.length - 1) * p;
  const below = sorted[Math.floor(rank)] ?? 0;
  const above = sorted[Math.ceil(rank)] ?? below;
  return below + (above - below) * (rank - Math.floor(rank));
}
