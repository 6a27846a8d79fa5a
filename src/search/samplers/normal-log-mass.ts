import { erf, erfc } from "../../stats/distributions/error-function.js";

/**
 * The logarithm of the probability that a standard normal variable is between `low` and `high`, accurate in both tails.
 * The branches are Optuna's, so that densities agree to the last digits.
 *
 * @example normalLogMass(-40, 40) // 0
 */
export function normalLogMass(low: number, high: number): number {
  if (high <= 0) return logDifference(normalLogBelow(high), normalLogBelow(low));
  if (low > 0) return logDifference(normalLogBelow(-low), normalLogBelow(-high));
  return Math.log1p(-(0.5 + 0.5 * erf(low / Math.SQRT2)) - (0.5 + 0.5 * erf(-high / Math.SQRT2)));
}

/** Logarithm of the standard normal distribution function in its lower half, for x up to 0. */
export function normalLogBelow(x: number): number {
  if (x > -20) return Math.log(x < -1 ? 0.5 * erfc(-x / Math.SQRT2) : 0.5 + 0.5 * erf(x / Math.SQRT2));
  return -0.5 * x * x - Math.log(-x) - 0.5 * Math.log(2 * Math.PI) + Math.log(tailSeries(x));
}

/** The asymptotic series of Mills' ratio, times -x, for x far below 0. */
function tailSeries(x: number): number {
  const perTerm = 1 / (x * x);
  let sum = 1;
  let last = 0;
  let term = 1;
  for (let index = 1; Math.abs(last - sum) > Number.EPSILON; index++) {
    last = sum;
    term *= -(2 * index - 1) * perTerm;
    sum += term;
  }
  return sum;
}

/** log(exp(larger) - exp(smaller)). */
function logDifference(larger: number, smaller: number): number {
  return larger + Math.log1p(-Math.exp(smaller - larger));
}
