import { durbinCumulative } from "./durbin-cumulative.js";
import { pelzGoodSurvival } from "./pelz-good-survival.js";
import { smirnovSurvival } from "./smirnov-survival.js";

/**
 * The probability that the two-sided one-sample Kolmogorov-Smirnov statistic of `count` values exceeds `x`, as
 * `scipy.stats.kstwo.sf`. The choice of formula follows Simard and L'Ecuyer (2011): two times the one-sided probability
 * in the tail, Durbin's matrix for small samples and small x, the Pelz-Good expansion between them (absolute error
 * below 1e-7 there, usually 1e-10).
 *
 * @example kolmogorovSurvival(0.5, 10) // 0.0078
 */
export function kolmogorovSurvival(x: number, count: number): number {
  const reach = count * x;
  if (!(count >= 1) || Number.isNaN(x)) return Number.NaN;
  if (x >= 1) return 0;
  if (reach <= 0.5) return 1;
  const square = reach * x;
  if (x >= 0.5 || reach >= count - 1 || square > (count <= 140 ? 4 : 2.2)) {
    return square >= 370 ? 0 : Math.min(2 * smirnovSurvival(x, count), 1);
  }
  if (count <= 140 || (count <= 100_000 && count * x ** 1.5 <= 1.4)) return 1 - durbinCumulative(x, count);
  return pelzGoodSurvival(x, count);
}
