import { ArgumentError } from "../core/errors.js";
import type { BoostedTrees } from "../models/trees/boosted-trees.js";
import type { ShapValues } from "../models/trees/shap-values.js";
import { treeShap } from "../models/trees/tree-shap.js";
import type { TableSource } from "../table/frame-like.js";
import type { Matrix } from "../table/matrix.js";
import type { FittedPipeline } from "./fitted-pipeline.js";

/** What each feature adds to the predictions of rows. */
export interface Explanation {
  readonly shap: ShapValues;
  /** The features of those rows, as the model reads them. */
  readonly matrix: Matrix;
}

/** What is explained, and against which rows. */
export interface ExplainOptions {
  /** Rows whose values stand in for unknown features. @default the shares of the training rows in the trees */
  readonly background?: TableSource | undefined;
  /** The class to explain, for three or more classes. */
  readonly of?: number | undefined;
}

/**
 * The exact Shapley values of a pipeline with boosted trees (TreeSHAP): with the expected value they add up to each
 * prediction, of two classes to its log odds.
 *
 * @throws ArgumentError for another model; use `permutationImportance` or `partialDependence` there
 * @example explain(fitted, test).shap.contributions.length
 */
export function explain(
  fitted: FittedPipeline,
  source: TableSource,
  { background, of }: ExplainOptions = {},
): Explanation {
  if (fitted.model.kind !== "boostedTrees") {
    throw new ArgumentError(
      `explain: model "${fitted.model.kind}" has no exact contributions; use boosted trees, or permutationImportance`,
    );
  }
  const matrix = fitted.features(source);
  // The kind says which of the fitted models it is.
  const model = fitted.model as BoostedTrees;
  const shap = treeShap(model, matrix, { background: background && fitted.features(background), of });
  return { shap, matrix };
}
