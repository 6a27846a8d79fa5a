import { quantileSketch } from "../drift/quantile-sketch.js";
import { type ModelProfile, profileTable, type TableProfile } from "../drift/table-profile.js";
import { sortFinite } from "../stats/sort-finite.js";
import { columnNames, type TableSource } from "../table/frame-like.js";
import { columnsFor } from "../table/to-columns.js";
import { withColumns } from "../table/with-columns.js";
import { evaluate } from "./evaluate.js";
import type { FittedPipeline } from "./fitted-pipeline.js";
import { hasContributions, meanContributions } from "./prediction-change.js";
import { predictionColumn, predictionName } from "./prediction-column.js";
import { readTarget } from "./target-column.js";

/** What is saved of a table besides its columns. */
export interface ProfileOptions {
  /** Adds its predictions, as column `prediction`, and its scores where the table has the target. */
  readonly model?: FittedPipeline | undefined;
  /** @default the target that the model was fitted on */
  readonly target?: string | undefined;
  /**
   * Columns to save; with a model its inputs and the target are among them.
   * @default every column; with a model its inputs, the target and the prediction
   */
  readonly columns?: readonly string[] | undefined;
}

/**
 * The profile of a table: at most about 2 kB for each column, whatever the number of rows. It holds quantiles of
 * numbers, rows of up to 80 labels (more are in 80 groups, where a new one has no name), missing values, rank
 * correlations, predictions and errors of a model; no row. `datasetDrift`, `driftOverTime` and `cuaderno drift` take it
 * instead of the rows, so that training data need not be stored with a model.
 *
 * @throws ArgumentError for a model whose inputs the table lacks
 * @example profile(train, { model }).rows // the number of rows
 */
export function profile(
  table: TableSource,
  { model, target = model?.target?.name, columns: names }: ProfileOptions = {},
): TableProfile {
  const known = columnNames(table);
  const hasTarget = target !== undefined && known.includes(target);
  const inputs = model?.inputs.map(({ name }) => name) ?? names ?? known;
  const only = [...new Set([...inputs, ...(names ?? []), ...(hasTarget ? [target] : [])])];
  const columns = columnsFor("profile", table, { only });
  if (model === undefined) return profileTable(columns);
  const scored = withColumns(columns, [[predictionName, predictionColumn(model, table)]]);
  return {
    ...profileTable(scored),
    model: hasTarget ? profileModel(model, table, target) : undefined,
    contributions: hasContributions(model) ? meanContributions(model, table) : undefined,
  };
}

function profileModel(model: FittedPipeline, table: TableSource, target: string): ModelProfile {
  const { rows, rowCount, task } = evaluate({ model }, table, { target });
  const metrics =
    rows.find(({ kind, group }) => kind === "model" && group === "all")?.metrics ?? rows[0]?.metrics ?? {};
  const scores = Object.fromEntries(
    Object.entries(metrics).map(([name, score]) => [name, Number.isFinite(score) ? score : null]),
  );
  if (task !== "regression") return { target, rows: rowCount, scores };
  const { values } = readTarget("profile", table, target);
  const errors = model.predict(table).map((value, row) => value - (values[row] ?? Number.NaN));
  return { target, rows: rowCount, scores, errors: quantileSketch(sortFinite(errors)) };
}
