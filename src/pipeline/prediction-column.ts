import { mapIntegers } from "../core/map-numbers.js";
import type { Column } from "../table/columns.js";
import type { TableSource } from "../table/frame-like.js";
import type { FittedPipeline } from "./fitted-pipeline.js";
import { type ModelOutput, modelOutput } from "./model-output.js";

/** Name of the column of predictions in profiles, monitors and prediction logs. */
export const predictionName = "prediction";

/**
 * The predictions of a model as a column: numbers, the probability of the second of two classes, or one of many
 * classes. `output` is what the model gave for the table, where it is known.
 */
export function predictionColumn(
  model: FittedPipeline,
  table: TableSource,
  output: ModelOutput = modelOutput(model.model, model.features(table)),
): Column {
  if (output.classes === undefined) return { kind: "number", values: output.values };
  const { classes, probabilities } = output;
  if (classes.length === 2) return { kind: "number", values: probabilities[1] ?? new Float64Array(0) };
  const predicted = model.predict(table);
  const categories = classes.map((value) => model.target?.labels?.[value] ?? String(value));
  return { kind: "category", codes: mapIntegers(predicted, (value) => classes.indexOf(value)), categories };
}
