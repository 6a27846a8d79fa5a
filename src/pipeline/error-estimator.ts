import { gradientBoosting } from "../models/trees/gradient-boosting.js";
import type { Matrix } from "../table/matrix.js";
import type { FittedPipeline } from "./fitted-pipeline.js";
import type { PerformanceEstimator, ScoredTable } from "./performance-estimator.js";

const assumptions: readonly string[] = [
  "the error of a row depends on the inputs and the prediction as in the reference: a change of the concept is not seen",
  "the reference rows are not those that the model learned from",
  "the inputs stay where the reference has rows",
];

/** As NannyML's: 100 trees, leaves of at least 20 rows. */
const trees = { rounds: 100, depth: 5, learningRate: 0.1, minChildWeight: 20 } as const;

/**
 * Direct loss estimation: boosted trees learn the absolute and the squared error of the reference rows from features
 * and prediction.
 */
export function errorEstimator({
  model,
  reference,
}: {
  readonly model: FittedPipeline;
  readonly reference: ScoredTable;
}): (table: ScoredTable) => PerformanceEstimator {
  const matrix = withPrediction(model, reference);
  const errors = reference.rows.predicted.map((value, row) => value - (reference.actual?.[row] ?? Number.NaN));
  const [absolute, squared] = [errors.map(Math.abs), errors.map((error) => error * error)].map((losses) =>
    gradientBoosting(trees).fit(matrix, losses),
  );
  return (table) => {
    const features = withPrediction(model, table);
    const losses = [absolute, squared].map((own) => own?.predict(features) ?? new Float64Array(0));
    const mean = (index: number, rows: Int32Array): number =>
      rows.reduce((sum, row) => sum + Math.max(0, losses[index]?.[row] ?? 0), 0) / rows.length;
    return {
      method: "DLE",
      metrics: ["meanAbsoluteError", "rmse"],
      assumptions,
      estimate: (rows) => ({ meanAbsoluteError: mean(0, rows), rmse: Math.sqrt(mean(1, rows)) }),
    };
  };
}

function withPrediction(model: FittedPipeline, { source, rows }: ScoredTable): Matrix {
  const { rowCount, names, columns } = model.features(source);
  return { rowCount, names: [...names, "the prediction"], columns: [...columns, rows.predicted] };
}
