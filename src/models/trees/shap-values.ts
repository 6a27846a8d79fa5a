import { ArgumentError } from "../../core/errors.js";
import type { Matrix } from "../../table/matrix.js";
import { checkFeatures } from "../check-fit.js";
import { type BoostedTrees, fillCells } from "./boosted-trees.js";
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
  const width = featureNames.length;
  const cells = toCells(matrix);
  const backgroundCells = background && toCells(background.matrix);
  const backgroundRows = background?.matrix.rowCount ?? 0;
  const sums = new Float64Array(matrix.rowCount * width);
  let expected = offsets[output] + baseScores[output];
  trees.forEach((tree, treeIndex) => {
    if (treeIndex % offsets.length !== output) return;
    const paths = treePaths(tree, `treeShap: tree ${treeIndex}`, background === undefined);
    const masks = agreement(paths, cells, width, matrix.rowCount);
    const backgroundMasks = backgroundCells && agreement(paths, backgroundCells, width, backgroundRows);
    paths.leaves.forEach((leaf, index) => {
      const leafMasks = backgroundMasks?.subarray(index * backgroundRows, (index + 1) * backgroundRows);
      const shares =
        background === undefined || leafMasks === undefined
          ? pathDependentShares(leaf)
          : background.toShares(leaf, leafMasks);
      expected += leaf.value * shares.reached;
      addLeaf(sums, width, leaf, shares, masks.subarray(index * matrix.rowCount, (index + 1) * matrix.rowCount));
    });
  });
  const contributions = featureNames.map((_, feature) =>
    Float64Array.from({ length: matrix.rowCount }, (_, row) => sums[row * width + feature]),
  );
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

function toCells(matrix: Matrix): Float32Array {
  const cells = new Float32Array(matrix.rowCount * matrix.columns.length);
  fillCells(cells, matrix, 0, matrix.rowCount);
  return cells;
}

/** For each leaf and each row, a bit per feature of the leaf's path: whether the row agrees with all splits on it. */
function agreement(paths: TreePaths, cells: Float32Array, width: number, rowCount: number): Int32Array {
  const { tree, inner, bits, leaves } = paths;
  const { leftChildren, rightChildren, splitIndices, splitConditions, defaultLeft, categories } = tree;
  const reached = new Int32Array(leftChildren.length);
  const masks = new Int32Array(leaves.length * rowCount);
  for (let row = 0, start = 0; row < rowCount; row++, start += width) {
    reached[0] = -1;
    for (let index = 0; index < inner.length; index++) {
      const node = inner[index];
      const value = cells[start + splitIndices[node]];
      const threshold = splitConditions[node];
      const isLeft =
        categories === undefined
          ? value < threshold || (Number.isNaN(value) && defaultLeft[node] === 1)
          : goesLeft(tree, node, value);
      const mask = reached[node];
      const cleared = mask & ~bits[node];
      reached[leftChildren[node]] = isLeft ? mask : cleared;
      reached[rightChildren[node]] = isLeft ? cleared : mask;
    }
    for (let leaf = 0; leaf < leaves.length; leaf++) {
      const { node, features } = leaves[leaf];
      masks[leaf * rowCount + row] = reached[node] & ((1 << features.length) - 1);
    }
  }
  return masks;
}

/** Paths with more features than this have too many sets to store the contributions of all. */
const maxCachedFeatures = 12;

function addLeaf(sums: Float64Array, width: number, leaf: LeafPath, { fill }: LeafShares, masks: Int32Array): void {
  const { features } = leaf;
  const count = features.length;
  if (count === 0) return;
  const isCached = count <= maxCachedFeatures;
  const cached = new Float64Array(isCached ? count << count : count);
  const isFilled = new Uint8Array(isCached ? 1 << count : 0);
  for (let row = 0, start = 0; row < masks.length; row++, start += width) {
    const mask = masks[row];
    const first = isCached ? mask * count : 0;
    if (!isCached || isFilled[mask] === 0) {
      fill(cached, first, mask);
      isFilled[mask] = 1;
    }
    for (let slot = 0; slot < count; slot++) {
      const sum = start + features[slot];
      sums[sum] = sums[sum] + cached[first + slot];
    }
  }
}
