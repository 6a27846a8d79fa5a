import type { BinnedMatrix } from "./bin-matrix.js";
import type { Split } from "./find-split.js";
import type { GrowingNodes } from "./growing-nodes.js";

/** Sets `goesLeft[bin]` to 1 for each bin of the split's column whose rows go left, else to 0. */
export function setGoesLeft(goesLeft: Uint8Array, binned: BinnedMatrix, split: Split): void {
  const { feature, bin, defaultLeft, goesRight } = split;
  const cutCount = binned.cutOffsets[feature + 1] - binned.cutOffsets[feature];
  goesLeft.fill(0);
  if (goesRight === undefined) goesLeft.fill(1, 0, bin + 1);
  else
    goesRight.forEach((right, code) => {
      goesLeft[code] = 1 - right;
    });
  if (binned.hasMissing[feature] === 1) goesLeft[cutCount + 1] = defaultLeft ? 1 : 0;
}

/** Turns a leaf into a split with two children. */
export function writeSplit(
  nodes: GrowingNodes,
  binned: BinnedMatrix,
  node: number,
  left: number,
  right: number,
  split: Split,
): void {
  nodes.leftChildren[node] = left;
  nodes.rightChildren[node] = right;
  nodes.splitIndices[node] = split.feature;
  if (split.goesRight !== undefined) {
    nodes.categories[node] = split.goesRight;
    nodes.splitConditions[node] = 0;
  } else {
    nodes.splitConditions[node] = binned.cuts[binned.cutOffsets[split.feature] + split.bin];
  }
  nodes.splitBins[node] = split.bin;
  nodes.defaultLeft[node] = split.defaultLeft ? 1 : 0;
  nodes.lossChanges[node] = split.gain;
}
