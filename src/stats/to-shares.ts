/**
 * Shares of a total of 1 from shares or counts per bin. Values whose total is 1 to rounding are not changed.
 *
 * @example toShares([30, 10]) // [0.75, 0.25]
 */
export function toShares(bins: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(bins);
  const total = values.reduce((sum, value) => sum + value, 0);
  return Math.abs(total - 1) < 1e-9 ? values : values.map((value) => value / total);
}
