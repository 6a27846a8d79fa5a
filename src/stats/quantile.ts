import { quantileSorted } from "simple-statistics";
import { sortFinite } from "./sort-finite.js";

/**
 * The value below which the share `probability` of the finite values lies: quantile type 7, as R, NumPy and pandas by default.
 * NaN when there are no finite values.
 *
 * @example quantile([3, 1, 2, 4], 0.5) // 2.5
 */
export function quantile(values: ArrayLike<number>, probability: number): number {
  return quantileOfSorted(sortFinite(values), probability);
}

/** The same of values that are already in ascending order and have no NaN. */
export function quantileOfSorted(sorted: Float64Array, probability: number): number {
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`quantile: the probability must lie between 0 and 1, got ${probability}`);
  }
  // simple-statistics only indexes its input and reads its length, which a typed array allows.
  return sorted.length === 0 ? Number.NaN : quantileSorted(sorted as unknown as number[], probability);
}
