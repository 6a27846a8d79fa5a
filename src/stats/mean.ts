import { mean as compensatedMean } from "simple-statistics";
import { presentValues } from "./present-values.js";

/**
 * The arithmetic mean of the values that are not missing (NaN), with Kahan-Babuska summation. NaN when there are none.
 *
 * @example mean([1, 2, NaN, 6]) // 3
 */
export function mean(values: ArrayLike<number>): number {
  const present = presentValues(values);
  // simple-statistics only reads its input's length and elements, so a typed array works.
  return present.length === 0 ? Number.NaN : compensatedMean(present as unknown as number[]);
}
