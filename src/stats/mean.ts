import { mean as compensatedMean } from "simple-statistics";
import { powerOfTwo } from "./power-of-two.js";
import { presentValues } from "./present-values.js";

/**
 * The arithmetic mean of the values that are not missing (NaN), with Kahan-Babuska summation. NaN when there are none.
 *
 * @example mean([1, 2, NaN, 6]) // 3
 */
export function mean(values: ArrayLike<number>): number {
  const present = presentValues(values);
  if (present.length === 0) return Number.NaN;
  const power = powerOfTwo(present);
  const scaled = power === 1 ? present : present.map((value) => value * power);
  // simple-statistics only reads its input's length and elements, so a typed array works.
  return compensatedMean(scaled as unknown as number[]) / power;
}
