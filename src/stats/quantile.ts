import { quantileSorted } from "simple-statistics";
import { ArgumentError } from "../core/errors.js";
import { sortFinite } from "./sort-finite.js";

/**
 * The quantile of the finite values at `probability`: type 7, the default of R, NumPy and pandas. NaN without finite
 * values.
 *
 * @throws ArgumentError when the probability is not in 0..1
 *
 * @example quantile([3, 1, 2, 4], 0.5) // 2.5
 */
export function quantile(values: ArrayLike<number>, probability: number): number {
  return sortedQuantile(sortFinite(values), probability);
}

/** The same quantile of sorted values without NaN. */
export function sortedQuantile(sorted: Float64Array, probability: number): number {
  if (!(probability >= 0 && probability <= 1)) {
    throw new ArgumentError(
      `quantile: probability must be in 0..1, got ${probability}; for example 0.5 for the median`,
    );
  }
  // simple-statistics only reads its input's length and elements, so a typed array works.
  return sorted.length === 0 ? Number.NaN : quantileSorted(sorted as unknown as number[], probability);
}
