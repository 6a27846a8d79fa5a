// cuaderno/predict: restore a pipeline, check rows, predict and explain, free of Node modules and small enough for a
// browser page.

import { ArgumentError } from "./core/errors.js";
import type { Json } from "./core/json.js";
import { nearestByComparison } from "./models/neighbors/nearest-by-comparison.js";
import type { FittedPipeline, ReadColumns } from "./pipeline/fitted-pipeline.js";
import { type RestorePipelineOptions, readPipelineJson } from "./pipeline/read-pipeline-json.js";
import { isColumns } from "./table/frame-like.js";
import { selectColumns } from "./table/select-columns.js";

export { ArgumentError, CuadernoError, FormatError, NotFoundError } from "./core/errors.js";
export type { Json, JsonObject } from "./core/json.js";
export type { TargetColumn } from "./pipeline/describe-target.js";
export { type Contribution, type ExplainedRow, type ExplainRowsOptions, explainRows } from "./pipeline/explain-rows.js";
export type { FittedPipeline } from "./pipeline/fitted-pipeline.js";
export type { InputColumn, InputFormat, TrainingRange } from "./pipeline/input-column.js";
export { checkRows, type PredictedRow, type PredictRowsOptions, predictRows } from "./pipeline/predict-rows.js";
export type { RestorePipelineOptions } from "./pipeline/read-pipeline-json.js";
export type { Row } from "./pipeline/read-rows.js";
export type { RowProblem } from "./pipeline/row-problem.js";
export { type Column, type Columns, columnsFromEntries } from "./table/columns.js";

/**
 * The fitted pipeline that `toJSON` wrote, from its JSON value or string; it predicts rows and columns, and in Node by
 * `cuaderno` Polars frames too. Nothing in the file is run.
 *
 * @throws FormatError for another format, a newer version, and content that does not match its hash.
 * @example predictRows(restorePipeline(json), [{ temp: 288, weather: "Rain" }])
 */
export function restorePipeline(json: Json, options: RestorePipelineOptions = {}): FittedPipeline {
  return readPipelineJson(json, options, readColumns, nearestByComparison);
}

const readColumns: ReadColumns = (caller, source, { only }) => {
  if (isColumns(source)) return selectColumns(source, only, caller);
  throw new ArgumentError(`${caller}: expected columns; for a Polars frame restore the pipeline by cuaderno`);
};
