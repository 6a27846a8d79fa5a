import { firstAbove } from "./count-in-bins.js";
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

/** The same of finite values that are already in ascending order. */
export function wassersteinOfSorted(reference: Float64Array, current: Float64Array): number {
  if (reference.length === 0 || current.length === 0) return Number.NaN;
  const low = Math.min(reference[0], current[0]);
  const high = Math.max(reference.at(-1) as number, current.at(-1) as number);
  return areaBetween(reference, current, low, high);
}

/**
 * The area between the cumulative distributions of two ascending samples over `low`..`high`: their Wasserstein distance when all values
 * beyond count as those limits.
 */
export function areaBetween(reference: Float64Array, current: Float64Array, low: number, high: number): number {
  const [first, second] = [reference.length, current.length];
  let row = firstAbove(reference, low);
  let other = firstAbove(current, low);
  let before = row < first ? reference[row] : Number.POSITIVE_INFINITY;
  let after = other < second ? current[other] : Number.POSITIVE_INFINITY;
  let previous = low;
  let area = 0;
  for (;;) {
    const value = before < after ? before : after;
    // Whole counts, divided once at the end, stay exact.
    area += Math.abs(row * second - other * first) * ((value < high ? value : high) - previous);
    if (!(value < high)) return area / first / second;
    previous = value;
    while (before === value) before = ++row < first ? reference[row] : Number.POSITIVE_INFINITY;
    while (after === value) after = ++other < second ? current[other] : Number.POSITIVE_INFINITY;
  }
}
