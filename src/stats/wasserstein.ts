import { sortFinite } from "./sort-finite.js";

/**
 * The first Wasserstein distance between the finite values of two samples, in their unit: the area between the two cumulative
 * distributions, as `scipy.stats.wasserstein_distance`. NaN when a sample is empty.
 *
 * @example wasserstein([0, 1, 3], [5, 6, 8]) // 5
 */
export function wasserstein(reference: ArrayLike<number>, current: ArrayLike<number>): number {
  return wassersteinOfSorted(sortFinite(reference), sortFinite(current));
}

/** The same of finite values that are already in ascending order; values outside `low`..`high` count as that limit. */
export function wassersteinOfSorted(
  reference: Float64Array,
  current: Float64Array,
  {
    low = Number.NEGATIVE_INFINITY,
    high = Number.POSITIVE_INFINITY,
  }: { readonly low?: number; readonly high?: number } = {},
): number {
  const [first, second] = [reference.length, current.length];
  if (first === 0 || second === 0) return Number.NaN;
  let [row, other, area] = [0, 0, 0];
  let previous = Math.max(Math.min(reference[0] as number, current[0] as number), low);
  while (row < first || other < second) {
    const next = Math.min(
      row < first ? (reference[row] as number) : Number.POSITIVE_INFINITY,
      other < second ? (current[other] as number) : Number.POSITIVE_INFINITY,
    );
    const value = next < low ? low : next > high ? high : next;
    if (value > previous) {
      area += Math.abs(row / first - other / second) * (value - previous);
      previous = value;
    }
    while (row < first && (reference[row] as number) <= next) row++;
    while (other < second && (current[other] as number) <= next) other++;
  }
  return area;
}
