import { incompleteGamma } from "./incomplete-gamma.js";

/**
 * 1 - erf(x), with its relative precision kept for large x.
 *
 * @example complementaryErrorFunction(1) // 0.15729920705028513
 */
export function complementaryErrorFunction(x: number): number {
  const tail = incompleteGamma(0.5, x * x);
  return x < 0 ? 2 - tail : tail;
}
