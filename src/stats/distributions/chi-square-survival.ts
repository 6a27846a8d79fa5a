import { incompleteGamma } from "./incomplete-gamma.js";

/**
 * The probability that a chi-square variable exceeds `statistic`: the p-value of a chi-square test.
 *
 * @example chiSquareSurvival(3.841458820694124, 1) // 0.05
 */
export function chiSquareSurvival(statistic: number, degreesOfFreedom: number): number {
  return incompleteGamma(degreesOfFreedom / 2, statistic / 2);
}
