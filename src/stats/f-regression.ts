import { correlation } from "./correlation.js";
import { fSurvival } from "./distributions/f-survival.js";

/** An F statistic and its p-value. */
export interface FTest {
  readonly statistic: number;
  readonly pValue: number;
}

/**
 * F test of a linear relation between two arrays: r2 / (1 - r2) x (rows - 2), as scikit-learn's f_regression. NaN when
 * an array is constant.
 *
 * @example fRegression([1, 2, 3, 4], [1, 3, 2, 4]).statistic // 3.55555555556
 */
export function fRegression(values: ArrayLike<number>, target: ArrayLike<number>): FTest {
  const freedom = values.length - 2;
  const statistic = correlationStatistic(correlation(values, target), values.length);
  return { statistic, pValue: fSurvival(statistic, 1, freedom) };
}

/** The F statistic of Pearson's correlation `r` of `rowCount` rows. */
export function correlationStatistic(r: number, rowCount: number): number {
  return (r * r * (rowCount - 2)) / ((1 - r) * (1 + r));
}
