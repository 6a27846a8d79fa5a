import type { BinnedMatrix } from "./bin-matrix.js";
import type { Histogram } from "./histogram.js";

/** What weighs a split, with XGBoost's names and meaning. */
export interface SplitSettings {
  /** L2 penalty on leaf values. */
  readonly lambda: number;
  /** L1 penalty on leaf values. */
  readonly alpha: number;
  /** Least gain of a split. */
  readonly gamma: number;
  /** Least sum of second derivatives on each side: the number of rows, for squared error. */
  readonly minChildWeight: number;
}

/** The best split of a node. */
export interface Split {
  readonly feature: number;
  /** Rows in this bin of the column or a lower one go left. */
  readonly bin: number;
  readonly defaultLeft: boolean;
  readonly gain: number;
  readonly leftGradient: number;
  readonly leftWeight: number;
}

/**
 * The split with the largest gain above `leastGain`, or undefined. Missing values are tried on both sides; where the node has none
 * they will follow the heavier side. Of equal gains the first column and lowest bin win.
 */
export function findSplit(
  histogram: Histogram,
  binned: BinnedMatrix,
  features: Int32Array,
  gradient: number,
  weight: number,
  settings: SplitSettings,
  leastGain: number,
): Split | undefined {
  const { lambda, alpha } = settings;
  const leastWeight = Math.max(settings.minChildWeight, Number.MIN_VALUE);
  const parentScore = score(gradient, weight, lambda, alpha);
  const threshold = Math.max(settings.gamma, leastGain) + parentScore;
  let best = threshold;
  let bestFeature = -1;
  let bestBin = 0;
  let bestMissingLeft = false;
  let bestGradient = 0;
  let bestWeight = 0;

  for (let index = 0; index < features.length; index++) {
    const feature = features[index] as number;
    const first = binned.binOffsets[feature] as number;
    const cutCount = (binned.cutOffsets[feature + 1] as number) - (binned.cutOffsets[feature] as number);
    const missing = (first + cutCount + 1) * 2;
    const hasMissing = binned.hasMissing[feature] === 1 && (histogram[missing + 1] as number) > 0;
    const missingGradient = hasMissing ? (histogram[missing] as number) : 0;
    const missingWeight = hasMissing ? (histogram[missing + 1] as number) : 0;
    let leftGradient = 0;
    let leftWeight = 0;
    for (let bin = 0, entry = first * 2; bin < cutCount; bin++, entry += 2) {
      const binWeight = histogram[entry + 1] as number;
      if (binWeight === 0) continue;
      leftGradient += histogram[entry] as number;
      leftWeight += binWeight;
      if (leftWeight >= leastWeight && weight - leftWeight >= leastWeight) {
        const gain = pairScore(leftGradient, leftWeight, gradient, weight, lambda, alpha);
        if (gain > best) {
          best = gain;
          bestFeature = feature;
          bestBin = bin;
          bestMissingLeft = hasMissing ? false : leftWeight >= weight - leftWeight;
          bestGradient = leftGradient;
          bestWeight = leftWeight;
        }
      }
      if (hasMissing) {
        const otherGradient = leftGradient + missingGradient;
        const otherWeight = leftWeight + missingWeight;
        if (otherWeight < leastWeight || weight - otherWeight < leastWeight) continue;
        const gain = pairScore(otherGradient, otherWeight, gradient, weight, lambda, alpha);
        if (gain > best) {
          best = gain;
          bestFeature = feature;
          bestBin = bin;
          bestMissingLeft = true;
          bestGradient = otherGradient;
          bestWeight = otherWeight;
        }
      }
    }
  }
  if (bestFeature < 0) return undefined;
  return {
    feature: bestFeature,
    bin: bestBin,
    defaultLeft: bestMissingLeft,
    gain: best - parentScore,
    leftGradient: bestGradient,
    leftWeight: bestWeight,
  };
}

/** The value of a leaf before the learning rate. */
export function leafWeight(gradient: number, weight: number, { lambda, alpha }: SplitSettings): number {
  return -shrunk(gradient, alpha) / (weight + lambda);
}

function pairScore(
  leftGradient: number,
  leftWeight: number,
  gradient: number,
  weight: number,
  lambda: number,
  alpha: number,
): number {
  return (
    score(leftGradient, leftWeight, lambda, alpha) + score(gradient - leftGradient, weight - leftWeight, lambda, alpha)
  );
}

function score(gradient: number, weight: number, lambda: number, alpha: number): number {
  const own = alpha === 0 ? gradient : shrunk(gradient, alpha);
  return (own * own) / (weight + lambda);
}

function shrunk(gradient: number, alpha: number): number {
  if (gradient > alpha) return gradient - alpha;
  if (gradient < -alpha) return gradient + alpha;
  return 0;
}
