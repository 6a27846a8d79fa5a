import type { Histogram, ScanLimits } from "./tree-kernel.js";

/**
 * Searches one column's bins for a split with a score above `best` and writes it to `found`; returns whether there is
 * one. The score is XGBoost's; of equal scores the lowest bin wins.
 */
export function scanColumn(
  bins: Histogram,
  cutCount: number,
  mayMiss: boolean,
  limits: ScanLimits,
  best: number,
  found: Float64Array,
): boolean {
  const { weight, minWeight } = limits;
  const missing = 2 * (cutCount + 1);
  const hasMissing = mayMiss && bins[missing + 1] > limits.roundingError;
  const missingGradient = hasMissing ? bins[missing] : 0;
  const missingWeight = hasMissing ? bins[missing + 1] : 0;
  let highest = best;
  let leftGradient = 0;
  let leftWeight = 0;
  for (let bin = 0; bin < cutCount; bin++) {
    const binWeight = bins[2 * bin + 1];
    if (binWeight === 0) continue;
    leftGradient += bins[2 * bin];
    leftWeight += binWeight;
    if (leftWeight >= minWeight && weight - leftWeight >= minWeight) {
      const score = pairScore(leftGradient, leftWeight, limits);
      if (score > highest) {
        highest = score;
        const defaultLeft = hasMissing ? false : leftWeight >= weight - leftWeight;
        writeFound(found, score, leftGradient, leftWeight, bin, defaultLeft);
      }
    }
    if (!hasMissing) continue;
    const otherGradient = leftGradient + missingGradient;
    const otherWeight = leftWeight + missingWeight;
    if (otherWeight < minWeight || weight - otherWeight < minWeight) continue;
    const score = pairScore(otherGradient, otherWeight, limits);
    if (score > highest) {
      highest = score;
      writeFound(found, score, otherGradient, otherWeight, bin, true);
    }
  }
  return highest > best;
}

/** Writes a split in the order that `TreeKernel.findSplit` defines. */
export function writeFound(
  found: Float64Array,
  score: number,
  leftGradient: number,
  leftWeight: number,
  bin: number,
  defaultLeft: boolean,
): void {
  found[0] = score;
  found[1] = leftGradient;
  found[2] = leftWeight;
  found[3] = bin;
  found[4] = defaultLeft ? 1 : 0;
}

/** A node's score, its share of the reduction of the loss: gradient squared / hessian, with both penalties. */
export function nodeScore(gradient: number, weight: number, lambda: number, alpha: number): number {
  const shrunk = alpha === 0 ? gradient : shrink(gradient, alpha);
  return (shrunk * shrunk) / (weight + lambda);
}

/** A gradient reduced by the L1 penalty, not below 0. */
export function shrink(gradient: number, alpha: number): number {
  if (gradient > alpha) return gradient - alpha;
  if (gradient < -alpha) return gradient + alpha;
  return 0;
}

function pairScore(leftGradient: number, leftWeight: number, limits: ScanLimits): number {
  const { gradient, weight, lambda, alpha } = limits;
  return (
    nodeScore(leftGradient, leftWeight, lambda, alpha) +
    nodeScore(gradient - leftGradient, weight - leftWeight, lambda, alpha)
  );
}
