import { standardDeviation as populationDeviation, sampleStandardDeviation } from "simple-statistics";
import { powerOfTwo } from "./power-of-two.js";
import { presentValues } from "./present-values.js";

/**
 * The standard deviation of the values that are not missing (NaN).
 *
 * `of: "sample"` divides by n - 1 (pandas, Polars, R), `of: "population"` by n (NumPy). NaN when there are too few
 * values: two for a sample, one for a population.
 *
 * @example standardDeviation([2, 4, 4, 4, 5, 5, 7, 9], { of: "population" }) // 2
 */
export function standardDeviation(
  values: ArrayLike<number>,
  { of = "sample" }: { readonly of?: "sample" | "population" | undefined } = {},
): number {
  const present = presentValues(values);
  if (present.length < (of === "sample" ? 2 : 1)) return Number.NaN;
  const power = powerOfTwo(present);
  const scaled = power === 1 ? present : present.map((value) => value * power);
  // simple-statistics only reads its input's length and elements, so a typed array works.
  const numbers = scaled as unknown as number[];
  return (of === "sample" ? sampleStandardDeviation(numbers) : populationDeviation(numbers)) / power;
}
