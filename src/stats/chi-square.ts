import { checkSameBins } from "./check-same-bins.js";
import { chiSquareSurvival } from "./distributions/chi-square-survival.js";

/** A chi-square test of current counts against the reference. */
export interface ChiSquare {
  /** Infinite when the current sample has values in a bin that the reference leaves empty. */
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  /** 0 when the statistic is infinite, 1 when there is one bin only. */
  readonly pValue: number;
}

/**
 * Chi-square test of the current counts against the reference counts scaled to the current total (Evidently's
 * definition: the reference counts as exact). One bin per value over both samples; degrees of freedom are bins - 1.
 *
 * @throws ArgumentError when the bins differ or a side is empty
 *
 * @example chiSquare([50, 50], [60, 40]).statistic // 4
 */
export function chiSquare(reference: ArrayLike<number>, current: ArrayLike<number>): ChiSquare {
  checkSameBins("chiSquare", reference, current);
  let [first, second] = [0, 0];
  for (let bin = 0; bin < reference.length; bin++) {
    first += reference[bin];
    second += current[bin];
  }
  let statistic = 0;
  for (let bin = 0; bin < reference.length; bin++) {
    const expected = (reference[bin] * second) / first;
    const observed = current[bin];
    if (expected > 0 || observed > 0) statistic += (observed - expected) ** 2 / expected;
  }
  const degreesOfFreedom = reference.length - 1;
  const pValue = degreesOfFreedom === 0 ? 1 : chiSquareSurvival(statistic, degreesOfFreedom);
  return { statistic, degreesOfFreedom, pValue };
}
