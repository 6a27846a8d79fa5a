import { ArgumentError } from "../core/errors.js";
import { quantileSketch } from "../drift/quantile-sketch.js";
import { type ModelProfile, mergeProfiles, profileTable, type TableProfile } from "../drift/table-profile.js";
import { sortFinite } from "../stats/sort-finite.js";
import type { Columns } from "../table/columns.js";
import { columnNames, countRows, type TableSource } from "../table/frame-like.js";
import { columnsFor } from "../table/to-columns.js";
import { withColumns } from "../table/with-columns.js";
import { evaluateOutputs } from "./evaluate.js";
import type { FittedPipeline } from "./fitted-pipeline.js";
import { type ModelOutput, modelOutput } from "./model-output.js";
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
  const output = modelOutput(model.model, model.features(columns));
  const scored = withColumns(columns, [[predictionName, predictionColumn(model, columns, output)]]);
  return {
    ...profileTable(scored),
    model: hasTarget ? profileModel(model, columns, target, output) : undefined,
    contributions: hasContributions(model) ? meanContributions(model, columns) : undefined,
  };
}

/**
 * The profile of rows that need not fit into memory together, from chunks that are each read once. Of one chunk it is
 * that of `profile`; of more the quantiles are those of `mergeProfiles`, with ranks off by at most 1 % of the rows. A
 * column that is free text in some chunk is text.
 *
 * @throws ArgumentError without rows, FormatError for chunks of different columns
 * @example (await profileChunks([january, february])).rows // the rows of both
 */
export async function profileChunks(
  chunks: AsyncIterable<TableSource> | Iterable<TableSource>,
  { columns: names }: Pick<ProfileOptions, "columns"> = {},
): Promise<TableProfile> {
  const found: TableProfile[] = [];
  for await (const chunk of chunks) if (countRows(chunk) > 0) found.push(profile(chunk, { columns: names }));
  if (found.length === 0) throw new ArgumentError("profileChunks: the chunks have no rows; give at least one row");
  if (found.length === 1) return found[0];
  const textColumns = new Set(
    found.flatMap(({ columns }) => Object.keys(columns).filter((name) => columns[name].kind === "text")),
  );
  const asText = (columns: TableProfile["columns"]): TableProfile["columns"] =>
    Object.fromEntries(
      Object.entries(columns).map(([name, own]) => [name, textColumns.has(name) ? { kind: "text" as const } : own]),
    );
  return mergeProfiles(found.map((own) => ({ ...own, columns: asText(own.columns) })));
}

function profileModel(model: FittedPipeline, table: Columns, target: string, output: ModelOutput): ModelProfile {
  const { rows, rowCount, task } = evaluateOutputs({ model }, table, { target }, () => output);
  const metrics =
    rows.find(({ kind, group }) => kind === "model" && group === "all")?.metrics ?? rows[0]?.metrics ?? {};
  const scores = Object.fromEntries(
    Object.entries(metrics).map(([name, score]) => [name, Number.isFinite(score) ? score : null]),
  );
  if (task !== "regression" || output.classes !== undefined) return { target, rows: rowCount, scores };
  const { values } = readTarget("profile", table, target);
  const errors = output.values.map((value, row) => value - (values[row] ?? Number.NaN));
  return { target, rows: rowCount, scores, errors: quantileSketch(sortFinite(errors)) };
}
