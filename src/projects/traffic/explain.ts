import { ArgumentError, type Columns, type ShapValues, treeShap } from "cuaderno";
import type { BoostedTrees } from "cuaderno/models";
import type { FittedPipeline } from "cuaderno/pipeline";
import { type Matrix, takeRows } from "cuaderno/table";

/** What each feature adds to the forecast of each of the explained hours, in vehicles per hour. */
export interface TrafficExplanation {
  readonly shap: ShapValues;
  /** What the model sees of those hours. */
  readonly matrix: Matrix;
}

/** Explains the forecast of some hours spread evenly over the rows, exactly (TreeSHAP). */
export function explainTraffic(
  fitted: FittedPipeline,
  rows: Columns,
  { hours = 500 }: { readonly hours?: number } = {},
): TrafficExplanation {
  if (fitted.model.kind !== "boostedTrees") {
    throw new ArgumentError(`explainTraffic: the model is ${fitted.model.kind}; only boosted trees are explained`);
  }
  const count = Math.min(hours, rows.rowCount);
  const chosen = Int32Array.from({ length: count }, (_, place) => Math.floor((place * rows.rowCount) / count));
  const matrix = fitted.features(takeRows(rows, chosen));
  // The kind says which of the fitted models it is.
  return { shap: treeShap(fitted.model as BoostedTrees, matrix), matrix };
}
