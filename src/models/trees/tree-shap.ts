import { ArgumentError } from "../../core/errors.js";
import type { Matrix } from "../../table/matrix.js";
import { checkFeatures } from "../check-fit.js";
import { type BoostedTrees, fillCells } from "./boosted-trees.js";
import { interventionalShares } from "./interventional-shares.js";
import { type LeafShares, pathDependentShares } from "./path-dependent-shares.js";
import { goesLeft } from "./tree.js";
import { type LeafPath, type TreePaths, treePaths } from "./tree-paths.js";

/** What each feature adds to each prediction. */
export interface ShapValues {
  readonly featureNames: readonly string[];
  /** The prediction for a row of which nothing is known; with the contributions of a row it adds up to the row's margin. */
  readonly expected: number;
  /** One list for each feature, with its contribution in each row. */
  readonly contributions: readonly Float64Array[];
}

export interface TreeShapOptions {
  /**
   * Rows that say what an unknown feature would be: contributions are then interventional, the mean over these rows. Default: none,
   * and the shares of the training rows in the trees say it (path-dependent).
   */
  readonly background?: Matrix;
  /** The class to explain, for trees that tell several apart. Two classes are explained by the log odds of the second. */
  readonly of?: number;
}

/**
 * Exact Shapley values of boosted trees, trained here or read from XGBoost's file, in the unit of `margins`.
 *
 * Both kinds are exact, not sampled. The values of a leaf depend on a row only through which of the leaf's features it agrees with;
 * they are worked out once for each such pattern that occurs, so that many rows, and any number of background rows, cost little more
 * than few.
 *
 * Lundberg et al., "From local explanations to global understanding with explainable AI for trees", 2020.
 */
export function treeShap(model: BoostedTrees, matrix: Matrix, { background, of }: TreeShapOptions = {}): ShapValues {
  const { featureNames, trees, offsets, baseScores } = model;
  checkFeatures("treeShap", featureNames, matrix);
  if (background !== undefined) {
    checkFeatures("treeShap: background", featureNames, background);
    if (background.rowCount === 0)
      throw new ArgumentError("treeShap: background has no rows; give some or leave it out");
  }
  const output = outputOf(model, of);
  const width = featureNames.length;
  const cells = cellsOf(matrix);
  const backgroundCells = background && cellsOf(background);
  const sums = new Float64Array(matrix.rowCount * width);
  let expected = offsets[output] + baseScores[output];
  trees.forEach((tree, place) => {
    if (place % offsets.length !== output) return;
    const paths = treePaths(tree, `treeShap: tree ${place}`, background === undefined);
    const masks = agreement(paths, cells, width, matrix.rowCount);
    const known = backgroundCells && agreement(paths, backgroundCells, width, background?.rowCount ?? 0);
    paths.leaves.forEach((leaf, index) => {
      const own = known?.subarray(index * (background?.rowCount ?? 0), (index + 1) * (background?.rowCount ?? 0));
      const shares = own === undefined ? pathDependentShares(leaf) : interventionalShares(leaf, own);
      expected += leaf.value * shares.reached;
      addLeaf(sums, width, leaf, shares, masks.subarray(index * matrix.rowCount, (index + 1) * matrix.rowCount));
    });
  });
  const contributions = featureNames.map((_, feature) =>
    Float64Array.from({ length: matrix.rowCount }, (_, row) => sums[row * width + feature]),
  );
  return { featureNames, expected, contributions };
}

function outputOf({ offsets, classes, objective }: BoostedTrees, of: number | undefined): number {
  if (offsets.length === 1) {
    if (of === undefined || (objective === "logistic" && of === classes[1])) return 0;
    throw new ArgumentError(
      `treeShap: there is one answer${classes.length > 0 ? `, the log odds of class ${classes[1]}` : ""}; leave "of" out, got ${of}`,
    );
  }
  const output = of === undefined ? -1 : classes.indexOf(of);
  if (output < 0) {
    throw new ArgumentError(`treeShap: say which class to explain with "of": ${classes.join(", ")}; got ${of}`);
  }
  return output;
}

function cellsOf(matrix: Matrix): Float32Array {
  const cells = new Float32Array(matrix.rowCount * matrix.columns.length);
  fillCells(cells, matrix, 0, matrix.rowCount);
  return cells;
}

/** For each leaf, and in it for each row, a bit for each feature of the leaf's path: whether the row agrees with all its splits. */
function agreement(paths: TreePaths, cells: Float32Array, width: number, rowCount: number): Int32Array {
  const { tree, inner, bits, leaves } = paths;
  const { leftChildren, rightChildren, splitIndices, splitConditions, defaultLeft, categories } = tree;
  const reached = new Int32Array(leftChildren.length);
  const masks = new Int32Array(leaves.length * rowCount);
  for (let row = 0, start = 0; row < rowCount; row++, start += width) {
    reached[0] = -1;
    for (let place = 0; place < inner.length; place++) {
      const node = inner[place];
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

/** Paths of more features than this have too many patterns to keep. */
const mostKept = 12;

function addLeaf(sums: Float64Array, width: number, leaf: LeafPath, { fill }: LeafShares, masks: Int32Array): void {
  const { features } = leaf;
  const count = features.length;
  if (count === 0) return;
  const isKept = count <= mostKept;
  const kept = new Float64Array(isKept ? count << count : count);
  const isFilled = new Uint8Array(isKept ? 1 << count : 0);
  for (let row = 0, start = 0; row < masks.length; row++, start += width) {
    const mask = masks[row];
    const first = isKept ? mask * count : 0;
    if (!isKept || isFilled[mask] === 0) {
      fill(kept, first, mask);
      isFilled[mask] = 1;
    }
    for (let slot = 0; slot < count; slot++) {
      const sum = start + features[slot];
      sums[sum] = sums[sum] + kept[first + slot];
    }
  }
}
