import type { Histogram, ScanLimits } from "./tree-kernel.js";

/** The scan of `TreeKernel.scanColumn` in JavaScript, with XGBoost's score. Of equal scores the lowest bin wins. */
export function scanColumn(
  bins: Histogram,
  cutCount: number,
  mayMiss: boolean,
  limits: ScanLimits,
  best: number,
  found: Float64Array,
): boolean {
  const { weight, leastWeight } = limits;
  const missing = 2 * (cutCount + 1);
  const hasMissing = mayMiss && bins[missing + 1] > limits.noise;
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
    if (leftWeight >= leastWeight && weight - leftWeight >= leastWeight) {
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
    if (otherWeight < leastWeight || weight - otherWeight < leastWeight) continue;
    const score = pairScore(otherGradient, otherWeight, limits);
    if (score > highest) {
      highest = score;
      writeFound(found, score, otherGradient, otherWeight, bin, true);
    }
  }
  return highest > best;
}

/** Writes a split in the order that `TreeKernel.scanColumn` promises. */
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

/** The part of a node's score in the loss: gradient squared over hessian, with both penalties. */
export function nodeScore(gradient: number, weight: number, lambda: number, alpha: number): number {
  const own = alpha === 0 ? gradient : shrunk(gradient, alpha);
  return (own * own) / (weight + lambda);
}

/** A gradient brought nearer to 0 by the L1 penalty. */
export function shrunk(gradient: number, alpha: number): number {
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
