import type { Column } from "../table/columns.js";
import type { TableSource } from "../table/frame-like.js";
import { hasClasses } from "./describe-target.js";
import type { FittedPipeline } from "./fitted-pipeline.js";

/** Name of the column of predictions in profiles, monitors and prediction logs. */
export const predictionName = "prediction";

/**
 * The predictions of a model as a column: numbers, the probability of the second of two classes, or one of many
 * classes.
 */
export function predictionColumn(model: FittedPipeline, table: TableSource): Column {
  const classes = hasClasses(model.model) ? model.model.classes : [];
  if (classes.length === 2) return { kind: "number", values: model.probabilities(table)[1] ?? new Float64Array(0) };
  const predicted = model.predict(table);
  if (classes.length === 0) return { kind: "number", values: predicted };
  const categories = classes.map((value) => model.target?.labels?.[value] ?? String(value));
  return { kind: "category", codes: Int32Array.from(predicted, (value) => classes.indexOf(value)), categories };
}
