import { mean as meanOf } from "simple-statistics";
import { presentValues } from "./present-values.js";

/**
 * The arithmetic mean of the values that are not missing (NaN), summed with Kahan's and Babuska's correction; NaN when there are none.
 *
 * @example mean([1, 2, NaN, 6]) // 3
 */
export function mean(values: ArrayLike<number>): number {
  const present = presentValues(values);
  // simple-statistics only indexes its input and reads its length, which a typed array allows.
  return present.length === 0 ? Number.NaN : meanOf(present as unknown as number[]);
}
