import { ArgumentError } from "../../core/errors.js";
import type { BinnedMatrix } from "./bin-matrix.js";
import type { CompleteBoostingOptions } from "./gradient-boosting-options.js";
import { boostingGrower, trainTrees } from "./train-trees.js";
import type { Tree } from "./tree.js";
import type { TreeGrower } from "./tree-grower.js";

/** What the trees of a forest have in common. */
export interface ForestStart {
  readonly kind: "forest";
  readonly binned: BinnedMatrix;
  readonly target: Float64Array;
  readonly weights: Float64Array | undefined;
  readonly options: CompleteBoostingOptions;
}

/** The rows of a tree, ascending, and the seed of its columns. */
export interface ForestDraw {
  readonly kind: "tree";
  readonly rows: Int32Array;
  readonly seed: number;
}

/** What a thread is given: a forest, a tree of it, or its end. */
export type ForestTask = ForestStart | ForestDraw | { readonly kind: "end" };

/** A tree of a forest, and the mean of the target that it was grown on. */
export interface ForestTree {
  readonly tree: Tree;
  readonly offset: number;
}

/** A forest with the memory that its trees are grown in, one after the other. */
export interface StartedForest extends ForestStart {
  readonly grower: TreeGrower;
}

/** The memory for the trees of a forest. */
export function startForest(start: ForestStart): StartedForest {
  const grower = boostingGrower(start.binned, start.options, { outputs: 1, threads: 1, midpoints: true });
  return { ...start, grower };
}

/** Grows a tree. */
export function growForestTree(
  { binned, target, weights, options, grower }: StartedForest,
  { rows, seed }: ForestDraw,
): ForestTree {
  if (weights !== undefined && rows.every((row) => weights[row] === 0)) {
    throw new ArgumentError("randomForest: every row drawn for a tree has weight 0; remove the rows with weight 0");
  }
  const settings = { rows, weights, midpoints: true, threads: 1, grower };
  const { trees, offsets } = trainTrees(binned, target, { ...options, seed }, settings);
  return { tree: trees[0], offset: offsets[0] };
}
