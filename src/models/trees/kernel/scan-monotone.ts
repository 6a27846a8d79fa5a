import { nodeScore, shrink, writeFound } from "./scan-column.js";
import type { Histogram, ScanLimits } from "./tree-kernel.js";

/** The smallest and the largest value that a node may have. */
export interface ValueBounds {
  readonly lower: number;
  readonly upper: number;
}

/**
 * As `scanColumn`, for trees with monotone columns: values are clipped to the node's bounds, and a split of a column
 * with a `direction` (1 rising, -1 falling) whose sides have the opposite order is skipped, as in XGBoost.
 */
export function scanMonotone(
  bins: Histogram,
  cutCount: number,
  mayMiss: boolean,
  limits: ScanLimits,
  best: number,
  found: Float64Array,
  direction: number,
  bounds: ValueBounds,
): boolean {
  const { gradient, weight, minWeight, roundingError } = limits;
  const missing = 2 * (cutCount + 1);
  const hasMissing = mayMiss && bins[missing + 1] > roundingError;
  let highest = best;
  const consider = (leftGradient: number, leftWeight: number, bin: number, defaultLeft: boolean): void => {
    const rightGradient = gradient - leftGradient;
    const rightWeight = weight - leftWeight;
    if (leftWeight < minWeight || rightWeight < minWeight) return;
    const left = boundedValue(leftGradient, leftWeight, limits.lambda, limits.alpha, bounds);
    const right = boundedValue(rightGradient, rightWeight, limits.lambda, limits.alpha, bounds);
    if ((right - left) * direction < 0) return;
    const score =
      valueScore(leftGradient, leftWeight, limits.lambda, limits.alpha, left) +
      valueScore(rightGradient, rightWeight, limits.lambda, limits.alpha, right);
    if (score <= highest) return;
    highest = score;
    writeFound(found, score, leftGradient, leftWeight, bin, defaultLeft);
  };
  let leftGradient = 0;
  let leftWeight = 0;
  for (let bin = 0; bin < cutCount; bin++) {
    const binWeight = bins[2 * bin + 1];
    if (binWeight === 0) continue;
    leftGradient += bins[2 * bin];
    leftWeight += binWeight;
    consider(leftGradient, leftWeight, bin, !hasMissing && leftWeight >= weight - leftWeight);
    if (!hasMissing) continue;
    consider(leftGradient + bins[missing], leftWeight + bins[missing + 1], bin, true);
  }
  return highest > best;
}

/** The value of a leaf before the learning rate, clipped to its bounds. */
export function boundedValue(
  gradient: number,
  weight: number,
  lambda: number,
  alpha: number,
  { lower, upper }: ValueBounds,
): number {
  return Math.min(Math.max(-shrink(gradient, alpha) / (weight + lambda), lower), upper);
}

/** The score of a node with the given value: `nodeScore` where that value is the best one. */
export function valueScore(gradient: number, weight: number, lambda: number, alpha: number, value: number): number {
  if (value === -shrink(gradient, alpha) / (weight + lambda)) return nodeScore(gradient, weight, lambda, alpha);
  return -(2 * gradient * value + (weight + lambda) * value * value + 2 * alpha * Math.abs(value));
}
