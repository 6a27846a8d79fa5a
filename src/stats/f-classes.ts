import { ArgumentError } from "../core/errors.js";
import { fSurvival } from "./distributions/f-survival.js";
import type { FTest } from "./f-regression.js";
import { powerOfTwo } from "./power-of-two.js";

/**
 * F test of a one-way analysis of variance: do the means of the classes differ? As scikit-learn's f_classif and SciPy's
 * f_oneway. NaN when all values are equal.
 *
 * @throws ArgumentError when the lengths differ
 *
 * @example fClasses([1, 2, 4, 5], [0, 0, 1, 1]).statistic // 18
 */
export function fClasses(values: ArrayLike<number>, classes: ArrayLike<number>): FTest {
  if (values.length !== classes.length) {
    throw new ArgumentError(
      `fClasses: ${values.length} values and ${classes.length} classes; pass one class per value`,
    );
  }
  const rowCount = values.length;
  const power = powerOfTwo(values);
  let mean = 0;
  for (let row = 0; row < rowCount; row++) mean += (values[row] * power) / rowCount;
  const sums = new Map<number, { count: number; total: number }>();
  for (let row = 0; row < rowCount; row++) {
    const sum = sums.get(classes[row]) ?? { count: 0, total: 0 };
    sums.set(classes[row], sum);
    sum.count += 1;
    sum.total += values[row] * power - mean;
  }
  let between = 0;
  for (const { count, total } of sums.values()) between += (total * total) / count;
  let within = 0;
  for (let row = 0; row < rowCount; row++) {
    const { count = 1, total = 0 } = sums.get(classes[row]) ?? {};
    within += (values[row] * power - mean - total / count) ** 2;
  }
  const [numerator, denominator] = [sums.size - 1, rowCount - sums.size];
  // The mean of equal values is rounded, so that their sums of squares need not be 0.
  const varies = Array.prototype.some.call(values, (value) => value !== values[0]);
  const statistic = varies ? between / numerator / (within / denominator) : Number.NaN;
  return { statistic, pValue: fSurvival(statistic, numerator, denominator) };
}
