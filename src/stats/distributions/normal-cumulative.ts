import { incompleteGamma } from "./incomplete-gamma.js";

/**
 * The probability that a standard normal variable is at most `z`, with full relative precision in both tails.
 *
 * @example normalCumulative(-1.959963984540054) // 0.025
 */
export function normalCumulative(z: number): number {
  const tail = incompleteGamma(0.5, (z * z) / 2) / 2;
  return z < 0 ? tail : 1 - tail;
}
