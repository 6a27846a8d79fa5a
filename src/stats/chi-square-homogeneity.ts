import { checkSameBins } from "./check-same-bins.js";
import type { ChiSquare } from "./chi-square.js";
import { chiSquareSurvival } from "./distributions/chi-square-survival.js";

/**
 * Chi-square test of homogeneity: whether two samples of counts come from one distribution, both with their sampling
 * error, as `scipy.stats.chi2_contingency` without correction. Bins that are empty on both sides are left out; degrees
 * of freedom are the remaining bins - 1.
 *
 * @throws ArgumentError when the bins differ or a side is empty
 *
 * @example chiSquareHomogeneity([50, 50], [60, 40]).statistic // 2.02
 */
export function chiSquareHomogeneity(reference: ArrayLike<number>, current: ArrayLike<number>): ChiSquare {
  checkSameBins("chiSquareHomogeneity", reference, current);
  let [first, second] = [0, 0];
  for (let bin = 0; bin < reference.length; bin++) {
    first += reference[bin];
    second += current[bin];
  }
  let [statistic, bins] = [0, 0];
  for (let bin = 0; bin < reference.length; bin++) {
    const [before, after] = [reference[bin], current[bin]];
    if (before + after === 0) continue;
    bins++;
    statistic += (before * second - after * first) ** 2 / (first * second * (before + after));
  }
  const degreesOfFreedom = bins - 1;
  const pValue = degreesOfFreedom === 0 ? 1 : chiSquareSurvival(statistic, degreesOfFreedom);
  return { statistic, degreesOfFreedom, pValue };
}
