import { ArgumentError } from "../../core/errors.js";
import type { Matrix } from "../../table/matrix.js";
import { checkFeatures } from "../check-fit.js";
import type { BoostedTrees } from "./boosted-trees.js";
import { interventionalShares } from "./interventional-shares.js";
import { type ShapValues, shapValues } from "./shap-values.js";

export interface TreeShapOptions {
  /**
   * Rows that give the values of unknown features: contributions are then interventional, the mean over these rows.
   * Without them, contributions are path-dependent: unknown features follow the shares of the training rows in the
   * trees.
   * @default undefined
   */
  readonly background?: Matrix | undefined;
  /**
   * The class to explain, for models of three or more classes; two classes are explained by the log odds of the second.
   */
  readonly of?: number | undefined;
}

/**
 * Exact Shapley values of boosted trees, trained here or read from XGBoost's file, in the unit of `margins`.
 *
 * Both kinds are exact, not sampled. The contributions of a leaf depend only on the set of the leaf's features that a
 * row agrees with; they are computed once per set that occurs, so time grows slowly with the number of rows and
 * background rows.
 *
 * Lundberg et al., "From local explanations to global understanding with explainable AI for trees", 2020.
 *
 * @example treeShap(model, matrix).contributions[0]
 */
export function treeShap(model: BoostedTrees, matrix: Matrix, { background, of }: TreeShapOptions = {}): ShapValues {
  if (background === undefined) return shapValues(model, matrix, of);
  checkFeatures("treeShap: background", model.featureNames, background);
  if (background.rowCount === 0) throw new ArgumentError("treeShap: background has no rows; add rows or leave it out");
  return shapValues(model, matrix, of, { matrix: background, toShares: interventionalShares });
}
