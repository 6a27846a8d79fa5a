import type { LeafValue } from "./grow-tree.js";
import type { TreeGrower } from "./tree-grower.js";

/** What boosted trees make small: squared error, absolute error, pinball loss of a quantile, log loss of two or of more classes. */
export type ObjectiveName = "squared" | "absolute" | "quantile" | "logistic" | "softmax";

/** The rows that an objective looks at. */
export interface ObjectiveRows {
  readonly grower: TreeGrower;
  /** The rows learned from. */
  readonly rows: Int32Array;
  /** A value for every row of the matrix; the place of the class among the classes where the target is a class. */
  readonly target: Float64Array;
  readonly weights: Float64Array | undefined;
}

/** A loss during training: where answers begin and where each row pulls them. */
export interface BoostingObjective {
  /** What each output begins with, before any tree. */
  readonly offsets: readonly number[];
  /** Called before the trees of a round, when all outputs are as the last round left them. */
  beginRound?(): void;
  /** Writes gradient and hessian of every training row for an output's next tree into the room's pairs. */
  fillGradients(output: number): void;
  /** The value of a leaf, where the sums of gradients do not tell it. */
  readonly leafValue?: LeafValue;
}

/** The mean of the target over the rows, weighted. */
export function targetMean({ rows, target, weights }: ObjectiveRows): number {
  let total = 0;
  let weight = 0;
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place];
    const own = weights === undefined ? 1 : weights[row];
    total += own * target[row];
    weight += own;
  }
  return total / weight;
}
