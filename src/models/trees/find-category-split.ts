import type { BinnedMatrix } from "./bin-matrix.js";
import type { NodeSums, RoundingError, Split, SplitSettings } from "./find-split.js";
import { boundedValue, valueScore } from "./kernel/scan-monotone.js";
import type { Histogram } from "./kernel/tree-kernel.js";

/** Up to this number of categories in a node, each is tried against all others, as XGBoost's max_cat_to_onehot. */
const maxOneHot = 4;

/**
 * The best split of a node on a column of categories with a gain above `minGain`, or undefined.
 *
 * Few categories are tried one against the others. More are sorted by the value that each would have as a leaf and cut
 * in two along that order (Fisher 1958: for squared error the best partition is among these). Missing values are tried
 * on both sides. The categories of the side with less weight are listed, so categories not seen in training follow the
 * heavier side.
 */
export function findCategorySplit(
  binned: BinnedMatrix,
  histogram: Histogram,
  feature: number,
  node: NodeSums,
  settings: SplitSettings,
  roundingError: RoundingError,
  minGain: number,
): Split | undefined {
  const { lambda, alpha } = settings;
  const minWeight = Math.max(settings.minChildWeight, roundingError.weight, Number.MIN_VALUE);
  const bins = sumBins(binned, histogram, feature);
  const codeCount = binned.cutOffsets[feature + 1] - binned.cutOffsets[feature] + 1;
  const present = Array.from({ length: codeCount }, (_, code) => code).filter(
    (code) => getWeight(bins, code) > roundingError.weight,
  );
  if (present.length < 2) return undefined;
  const value = (code: number): number => -getGradient(bins, code) / (getWeight(bins, code) + lambda);
  present.sort((a, b) => value(a) - value(b) || a - b);
  const mayMiss = binned.hasMissing[feature] === 1 && getWeight(bins, codeCount) > roundingError.weight;
  const missing = mayMiss
    ? { gradient: getGradient(bins, codeCount), weight: getWeight(bins, codeCount) }
    : { gradient: 0, weight: 0 };

  const getScore = (gradient: number, weight: number): number =>
    valueScore(gradient, weight, lambda, alpha, boundedValue(gradient, weight, lambda, alpha, node));
  const parent = getScore(node.gradient, node.weight);
  let best: Side | undefined;
  let highest = minGain;
  const consider = (codes: readonly number[], gradient: number, weight: number, withMissing: boolean): void => {
    const [rest, restWeight] = [node.gradient - gradient, node.weight - weight];
    if (weight < minWeight || restWeight < minWeight) return;
    const gain = getScore(gradient, weight) + getScore(rest, restWeight) - parent;
    if (!(gain > highest)) return;
    highest = gain;
    best = { codes: [...codes], gradient, weight, withMissing };
  };
  const tryBoth = (codes: readonly number[], gradient: number, weight: number): void => {
    consider(codes, gradient, weight, false);
    if (mayMiss) consider(codes, gradient + missing.gradient, weight + missing.weight, true);
  };
  if (present.length <= maxOneHot) {
    for (const code of present) tryBoth([code], getGradient(bins, code), getWeight(bins, code));
  } else {
    let [gradient, weight] = [0, 0];
    for (let count = 1; count < present.length; count++) {
      const code = present[count - 1];
      gradient += getGradient(bins, code);
      weight += getWeight(bins, code);
      tryBoth(present.slice(0, count), gradient, weight);
    }
  }
  return best === undefined ? undefined : toSplit(feature, present, codeCount, best, node, highest, mayMiss);
}

interface Side {
  readonly codes: readonly number[];
  readonly gradient: number;
  readonly weight: number;
  readonly withMissing: boolean;
}

function toSplit(
  feature: number,
  present: readonly number[],
  codeCount: number,
  side: Side,
  node: NodeSums,
  gain: number,
  mayMiss: boolean,
): Split {
  const isHeavier = 2 * side.weight > node.weight;
  const listed = isHeavier ? present.filter((code) => !side.codes.includes(code)) : side.codes;
  const goesRight = new Uint8Array(codeCount);
  for (const code of listed) goesRight[code] = 1;
  return {
    feature,
    bin: 0,
    defaultLeft: mayMiss ? isHeavier === side.withMissing : true,
    gain,
    leftGradient: isHeavier ? side.gradient : node.gradient - side.gradient,
    leftWeight: isHeavier ? side.weight : node.weight - side.weight,
    goesRight,
  };
}

/** Gradient and hessian sums of a column's bins, side by side. */
function sumBins(
  { columnBundles, codeOffsets, codeBinOffsets, codeBins, binOffsets }: BinnedMatrix,
  histogram: Histogram,
  feature: number,
): Float64Array {
  const bundle = columnBundles[feature];
  const first = codeOffsets[bundle];
  const map = codeBinOffsets[feature] - first;
  const sums = new Float64Array(2 * (binOffsets[feature + 1] - binOffsets[feature]) + 2);
  for (let code = first; code < codeOffsets[bundle + 1]; code++) {
    const bin = 2 * codeBins[map + code];
    sums[bin] = sums[bin] + histogram[2 * code];
    sums[bin + 1] = sums[bin + 1] + histogram[2 * code + 1];
  }
  return sums;
}

const getGradient = (bins: Float64Array, bin: number): number => bins[2 * bin];
const getWeight = (bins: Float64Array, bin: number): number => bins[2 * bin + 1];
