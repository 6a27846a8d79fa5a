import { checkInteger } from "../core/check-integer.js";
import { ArgumentError } from "../core/errors.js";
import { randomSource } from "../core/random-source.js";
import type { Column, Columns } from "../table/columns.js";
import type { TableSource } from "../table/frame-like.js";
import { getColumn } from "../table/get-column.js";
import { takeRows } from "../table/take-rows.js";
import { columnsFor } from "../table/to-columns.js";
import { withColumns } from "../table/with-columns.js";
import type { FittedPipeline } from "./fitted-pipeline.js";
import { type CustomMetric, defaultMetric, getMetric, type MetricName } from "./metric-definition.js";
import { classPositions, getTask, modelOutput, toMetricRows } from "./model-output.js";
import { readTarget } from "./target-column.js";

/** What is shuffled and measured. */
export interface PermutationImportanceOptions {
  /** Rows that the model did not learn from, a Polars frame or columns. */
  readonly table: TableSource;
  /**
   * One value per row, or the name of its column.
   * @default the target that the pipeline was fitted on
   */
  readonly target?: Float64Array | string | undefined;
  /**
   * What is measured; metrics of classes that need scores are computed from probabilities.
   * @default rmse, rocAuc for two classes, logLoss for many
   */
  readonly metric?: MetricName | CustomMetric | undefined;
  /**
   * How often each column is shuffled.
   * @default 5
   */
  readonly repeats?: number | undefined;
  /**
   * Seed of the shuffling.
   * @default 0
   */
  readonly seed?: number | undefined;
}

/** How much a model loses without one column. */
export interface PermutationShare {
  readonly name: string;
  /** Mean loss of the metric when the column is shuffled, in the metric's unit; about 0 for a column without use. */
  readonly loss: number;
  /** Population standard deviation over the repeats. */
  readonly deviation: number;
}

/**
 * How much worse predictions become when one input column is shuffled among the rows, largest loss first. Columns are
 * those that the pipeline reads, before any step, so all features of one column count together. Of two columns with the
 * same information both look unimportant.
 *
 * @throws ArgumentError for fewer than 2 rows, and for a metric that is not for the model's task.
 * @example permutationImportance(fitted, { table: test })[0]?.name
 */
export function permutationImportance(
  fitted: FittedPipeline,
  { table, target, metric, repeats = 5, seed = 0 }: PermutationImportanceOptions,
): readonly PermutationShare[] {
  const caller = "permutationImportance";
  checkInteger(caller, "repeats", repeats, 1, "pass repeats: 5, or leave it out");
  const columns = columnsFor(caller, table);
  if (columns.rowCount < 2)
    throw new ArgumentError(`${caller}: at least 2 rows are needed, got ${columns.rowCount}; give more rows`);
  const labels = fitted.target?.labels;
  const task = getTask([fitted.model], labels);
  const { values } = readTarget(caller, columns, target ?? knownTarget(caller, fitted), labels);
  const actual = task.task === "regression" ? values : classPositions(caller, values, task.classes);
  const { better, measure } = getMetric(caller, task.task, metric ?? defaultMetric(task.task));
  const score = (rows: Columns): number =>
    measure({ actual, ...toMetricRows("the model", modelOutput(fitted.model, fitted.features(rows)), task) });
  const full = score(columns);
  const random = randomSource(seed, "permutationImportance");
  const shares = fitted.inputs.map(({ name }): PermutationShare => {
    const only: Columns = {
      kind: "columns",
      rowCount: columns.rowCount,
      byName: new Map([[name, getColumn(columns, name, caller)]]),
    };
    const losses = Array.from({ length: repeats }, () => {
      const shuffled = takeRows(only, random.permutation(columns.rowCount)).byName as ReadonlyMap<string, Column>;
      return (score(withColumns(columns, shuffled)) - full) * (better === "higher" ? -1 : 1);
    });
    const loss = losses.reduce((total, value) => total + value, 0) / repeats;
    const squares = losses.reduce((total, value) => total + (value - loss) ** 2, 0);
    return { name, loss, deviation: Math.sqrt(squares / repeats) };
  });
  return shares.sort((a, b) => b.loss - a.loss);
}

/** The name of the target that a pipeline was fitted on. */
export function knownTarget(caller: string, { target }: FittedPipeline): string {
  if (target?.name !== undefined) return target.name;
  throw new ArgumentError(`${caller}: the pipeline does not hold the name of its target; give target`);
}
