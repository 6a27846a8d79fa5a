import { ArgumentError } from "../../core/errors.js";
import type { Matrix } from "../../table/matrix.js";
import { checkFeatures } from "../check-fit.js";
import type { BoostedTrees } from "./boosted-trees.js";
import { type LeafShares, pathDependentShares } from "./path-dependent-shares.js";
import { goesLeft } from "./tree.js";
import { type LeafPath, type TreePaths, treePaths } from "./tree-paths.js";

/** The contribution of each feature to each prediction. */
export interface ShapValues {
  readonly featureNames: readonly string[];
  /** The expected prediction without any backgroundMasks feature; plus a row's contributions it is the row's margin. */
  readonly expected: number;
  /** One array per feature, with its contribution in each row. */
  readonly contributions: readonly Float64Array[];
}

/**
 * Background rows, and the shares of a leaf by the masks of these rows: apart, so that a page without them does not
 * carry the code.
 */
export interface ShapBackground {
  readonly matrix: Matrix;
  readonly toShares: (leaf: LeafPath, masks: Int32Array) => LeafShares;
}

/** The Shapley values of `treeShap`: path-dependent, or against background rows. */
export function shapValues(
  model: BoostedTrees,
  matrix: Matrix,
  of: number | undefined,
  background?: ShapBackground,
): ShapValues {
  const { featureNames, trees, offsets, baseScores } = model;
  checkFeatures("treeShap", featureNames, matrix);
  const output = getOutput(model, of);
  const columns = toFloat32(matrix);
  const background32 = background && toFloat32(background.matrix);
  const contributions = featureNames.map(() => new Float64Array(matrix.rowCount));
  let expected = offsets[output] + baseScores[output];
  trees.forEach((tree, treeIndex) => {
    if (treeIndex % offsets.length !== output) return;
    const paths = treePaths(tree, `treeShap: tree ${treeIndex}`, background === undefined);
    const masks = agreement(paths, columns, matrix.rowCount);
    const backgroundMasks = background32 && agreement(paths, background32, background.matrix.rowCount);
    paths.leaves.forEach((leaf, index) => {
      const shares =
        background === undefined || backgroundMasks === undefined
          ? pathDependentShares(leaf)
          : background.toShares(leaf, backgroundMasks[index]);
      expected += leaf.value * shares.reached;
      addLeaf(contributions, leaf, shares, masks[index]);
    });
  });
  return { featureNames, expected, contributions };
}

function getOutput({ offsets, classes, objective }: BoostedTrees, of: number | undefined): number {
  if (offsets.length === 1) {
    if (of === undefined || (objective === "logistic" && of === classes[1])) return 0;
    throw new ArgumentError(
      `treeShap: the model has one output${classes.length > 0 ? `, the log odds of class ${classes[1]}` : ""}, got of ${of}; leave "of" out`,
    );
  }
  const output = of === undefined ? -1 : classes.indexOf(of);
  if (output < 0) {
    throw new ArgumentError(
      `treeShap: expected "of" to be one of the classes ${classes.join(", ")}, got ${of}; pass one of them`,
    );
  }
  return output;
}

function toFloat32({ columns }: Matrix): Float32Array[] {
  return columns.map((column) => Float32Array.from(column));
}

/** For each leaf and each row, a bit per feature of the leaf's path: whether the row agrees with all splits on it. */
function agreement({ tree, inner, bits, leaves }: TreePaths, columns: Float32Array[], rowCount: number): Int32Array[] {
  const reached: Int32Array[] = [new Int32Array(rowCount).fill(-1)];
  for (const node of inner) {
    const column = columns[tree.splitIndices[node]];
    // The left child takes over the masks of its parent.
    const left = reached[node];
    const right = new Int32Array(rowCount);
    for (let row = 0; row < rowCount; row++) {
      const mask = left[row];
      const isLeft = goesLeft(tree, node, column[row]);
      left[row] = isLeft ? mask : mask & ~bits[node];
      right[row] = isLeft ? mask & ~bits[node] : mask;
    }
    reached[tree.leftChildren[node]] = left;
    reached[tree.rightChildren[node]] = right;
  }
  return leaves.map(({ node, features }) => reached[node].map((mask) => mask & ((1 << features.length) - 1)));
}

/** Paths with more features than this have too many sets to store the contributions of all. */
const maxCachedFeatures = 12;

function addLeaf(sums: readonly Float64Array[], { features }: LeafPath, { fill }: LeafShares, masks: Int32Array): void {
  const count = features.length;
  const isCached = count <= maxCachedFeatures;
  const cached = new Float64Array(isCached ? count << count : count);
  const isFilled = new Uint8Array(isCached ? 1 << count : 0);
  const columns = Array.from(features, (feature) => sums[feature]);
  for (let row = 0; row < masks.length; row++) {
    const mask = masks[row];
    const first = isCached ? mask * count : 0;
    if (!isCached || isFilled[mask] === 0) {
      fill(cached, first, mask);
      isFilled[mask] = 1;
    }
    for (let slot = 0; slot < count; slot++) columns[slot][row] += cached[first + slot];
  }
}
