import { incompleteGamma } from "./incomplete-gamma.js";

/**
 * The chance that a standard normal variable is at most `z`. Both tails keep their relative precision.
 *
 * @example normalCumulative(-1.959963984540054) // 0.025
 */
export function normalCumulative(z: number): number {
  const tail = incompleteGamma(0.5, (z * z) / 2) / 2;
  return z < 0 ? tail : 1 - tail;
}
