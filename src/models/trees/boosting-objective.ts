import type { LeafValue } from "./growing-tree.js";
import type { TreeGrower } from "./tree-grower.js";

/**
 * The loss that boosted trees minimize: squared error, absolute error, pinball loss of a quantile, log loss of two or
 * of more classes.
 */
export type ObjectiveName = "squared" | "absolute" | "quantile" | "logistic" | "softmax";

/** The training rows of an objective. */
export interface ObjectiveRows {
  readonly grower: TreeGrower;
  /** The indices of the training rows. */
  readonly rows: Int32Array;
  /** A value for every row of the matrix; for a target of classes, the index of the class. */
  readonly target: Float64Array;
  readonly weights: Float64Array | undefined;
}

/** A loss during training: initial scores and gradients. */
export interface BoostingObjective {
  /** The initial score of each output, before any tree. */
  readonly offsets: readonly number[];
  /** Called before the trees of a round, when all scores are those of the last round. */
  beginRound?(): void;
  /** Writes gradient and hessian of every training row for an output's next tree to the workspace's pairs. */
  fillGradients(output: number): void;
  /** The value of a leaf, for losses where it does not follow from the sums of gradients. */
  readonly leafValue?: LeafValue | undefined;
}

/** The mean of the target over the rows, weighted. */
export function targetMean({ rows, target, weights }: ObjectiveRows): number {
  let total = 0;
  let weight = 0;
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index];
    const rowWeight = weights === undefined ? 1 : weights[row];
    total += rowWeight * target[row];
    weight += rowWeight;
  }
  return total / weight;
}
