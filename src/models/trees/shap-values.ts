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
  const addLeaf = leafAdder(contributions, matrix.rowCount);
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
      addLeaf(leaf, shares, masks[index]);
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

/**
 * For each leaf and each row, a bit per feature of the leaf's path: whether the row agrees with all splits on it. Bits
 * beyond these are 1.
 */
function agreement({ tree, inner, bits, leaves }: TreePaths, columns: Float32Array[], rowCount: number): Int32Array[] {
  const reached: Int32Array[] = [new Int32Array(rowCount).fill(-1)];
  for (const node of inner) {
    const column = columns[tree.splitIndices[node]];
    const others = ~bits[node];
    // The left child takes over the masks of its parent.
    const left = reached[node];
    const right = new Int32Array(rowCount);
    for (let row = 0; row < rowCount; row++) {
      const mask = left[row];
      const isLeft = goesLeft(tree, node, column[row]);
      left[row] = isLeft ? mask : mask & others;
      right[row] = isLeft ? mask & others : mask;
    }
    reached[tree.leftChildren[node]] = left;
    reached[tree.rightChildren[node]] = right;
  }
  return leaves.map(({ node }) => reached[node]);
}

/** The number of sets of features whose contributions are looked up, a power of two. */
const storedSets = 4096;

/** A function that adds the contributions of a leaf to those of the rows, by the sets of features they agree with. */
function leafAdder(sums: readonly Float64Array[], rowCount: number) {
  // Contributions of the sets in the order in which they occur; memory that is not written to is not taken.
  const shares = new Float64Array(31 * rowCount);
  const starts = new Int32Array(rowCount);
  // The sets seen last, by their last bits, and where their contributions start.
  const sets = new Int32Array(storedSets);
  const known = new Int32Array(storedSets);
  return ({ features }: LeafPath, { fill }: LeafShares, masks: Int32Array): void => {
    let end = 0;
    sets.fill(-1);
    const bits = (1 << features.length) - 1;
    for (let row = 0; row < rowCount; row++) {
      const mask = masks[row] & bits;
      const entry = mask & (storedSets - 1);
      if (sets[entry] !== mask) {
        sets[entry] = mask;
        known[entry] = end;
        fill(shares, end, mask);
        end += features.length;
      }
      starts[row] = known[entry];
    }
    features.forEach((feature, slot) => {
      const column = sums[feature];
      for (let row = 0; row < rowCount; row++) column[row] += shares[starts[row] + slot];
    });
  };
}
