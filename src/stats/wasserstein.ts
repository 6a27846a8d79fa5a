import { firstAbove } from "./count-in-bins.js";
import { sortFinite } from "./sort-finite.js";

/**
 * The first Wasserstein distance between the finite values of two samples, in their unit: the area between the two
 * cumulative distributions, as `scipy.stats.wasserstein_distance`. NaN when a sample is empty.
 *
 * @example wasserstein([0, 1, 3], [5, 6, 8]) // 5
 */
export function wasserstein(reference: ArrayLike<number>, current: ArrayLike<number>): number {
  return wassersteinSorted(sortFinite(reference), sortFinite(current));
}

/** The same distance for sorted finite values. */
export function wassersteinSorted(reference: Float64Array, current: Float64Array): number {
  if (reference.length === 0 || current.length === 0) return Number.NaN;
  const low = Math.min(reference[0], current[0]);
  const high = Math.max(reference[reference.length - 1], current[current.length - 1]);
  return areaBetween(reference, current, low, high);
}

/**
 * The area between the cumulative distributions of two sorted samples over `low`..`high`: their Wasserstein distance
 * when values outside are clipped to these limits.
 *
 * @example areaBetween(Float64Array.of(0, 1), Float64Array.of(1, 2), 0, 2) // 1
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
    // Integer counts, divided once at the end, are exact.
    area += Math.abs(row * second - other * first) * ((value < high ? value : high) - previous);
    if (!(value < high)) return area / first / second;
    previous = value;
    while (before === value) before = ++row < first ? reference[row] : Number.POSITIVE_INFINITY;
    while (after === value) after = ++other < second ? current[other] : Number.POSITIVE_INFINITY;
  }
}
