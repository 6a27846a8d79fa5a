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
  const present: number[] = [];
  const values = new Float64Array(codeCount);
  for (let code = 0; code < codeCount; code++) {
    if (!(getWeight(bins, code) > roundingError.weight)) continue;
    values[code] = -getGradient(bins, code) / (getWeight(bins, code) + lambda);
    present.push(code);
  }
  if (present.length < 2) return undefined;
  // Equal values stay in the order of the codes: the sort is stable.
  present.sort((a, b) => values[a] - values[b]);
  const mayMiss = binned.hasMissing[feature] === 1 && getWeight(bins, codeCount) > roundingError.weight;

  const getScore = (gradient: number, weight: number): number =>
    valueScore(gradient, weight, lambda, alpha, boundedValue(gradient, weight, lambda, alpha, node));
  const parent = getScore(node.gradient, node.weight);
  let best: Side | undefined;
  let highest = minGain;
  const consider = (from: number, to: number, gradient: number, weight: number, withMissing: boolean): void => {
    const restWeight = node.weight - weight;
    if (weight < minWeight || restWeight < minWeight) return;
    const gain = getScore(gradient, weight) + getScore(node.gradient - gradient, restWeight) - parent;
    if (!(gain > highest)) return;
    highest = gain;
    best = { from, to, gradient, weight, withMissing };
  };
  const isOneHot = present.length <= maxOneHot;
  let [gradient, weight] = [0, 0];
  for (let position = 0; position < (isOneHot ? present.length : present.length - 1); position++) {
    const code = present[position];
    if (isOneHot) [gradient, weight] = [0, 0];
    gradient += getGradient(bins, code);
    weight += getWeight(bins, code);
    const from = isOneHot ? position : 0;
    consider(from, position + 1, gradient, weight, false);
    if (!mayMiss) continue;
    consider(from, position + 1, gradient + getGradient(bins, codeCount), weight + getWeight(bins, codeCount), true);
  }
  return best === undefined ? undefined : toSplit(feature, present, codeCount, best, node, highest, mayMiss);
}

/** The categories `present[from..to)`, their sums, and whether the rows without a value are with them. */
interface Side {
  readonly from: number;
  readonly to: number;
  readonly gradient: number;
  readonly weight: number;
  readonly withMissing: boolean;
}

function toSplit(
  feature: number,
  present: readonly number[],
  codeCount: number,
  { from, to, gradient, weight, withMissing }: Side,
  node: NodeSums,
  gain: number,
  mayMiss: boolean,
): Split {
  const isHeavier = 2 * weight > node.weight;
  const goesRight = new Uint8Array(codeCount);
  present.forEach((code, position) => {
    const isOfSide = position >= from && position < to;
    goesRight[code] = isOfSide === isHeavier ? 0 : 1;
  });
  return {
    feature,
    bin: 0,
    defaultLeft: mayMiss ? isHeavier === withMissing : true,
    gain,
    leftGradient: isHeavier ? gradient : node.gradient - gradient,
    leftWeight: isHeavier ? weight : node.weight - weight,
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
