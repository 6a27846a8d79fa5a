import { incompleteBeta } from "./incomplete-beta.js";

/**
 * The probability that an F variable with these degrees of freedom exceeds `value`: the p-value of an F test.
 *
 * @example fSurvival(4, 1, 10) // 0.0733880
 */
export function fSurvival(value: number, numerator: number, denominator: number): number {
  if (Number.isNaN(value)) return Number.NaN;
  if (value <= 0) return 1;
  if (value === Number.POSITIVE_INFINITY) return 0;
  const part = numerator * value;
  // On each side of 1, the form whose argument does not lose precision.
  if (value < 1) return 1 - incompleteBeta(numerator / 2, denominator / 2, part / (denominator + part));
  return incompleteBeta(denominator / 2, numerator / 2, denominator / (denominator + part));
}
