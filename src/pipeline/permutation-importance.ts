import { ArgumentError } from "../core/errors.js";
import { randomSource } from "../core/random-source.js";
import { rmse } from "../models/metrics/rmse.js";
import type { Columns } from "../table/columns.js";
import { getColumn } from "../table/get-column.js";
import { getNumbers } from "../table/get-numbers.js";
import { takeRows } from "../table/take-rows.js";
import { withColumns } from "../table/with-columns.js";
import type { FittedPipeline } from "./fitted-pipeline.js";
import type { Metric } from "./metric.js";

export interface PermutationImportanceOptions {
  /** Rows that the model did not learn from. */
  readonly columns: Columns;
  /** One value per row, or the name of its column. */
  readonly target: Float64Array | string;
  /** What is measured. Default: rmse. */
  readonly metric?: Metric;
  /** Whether a larger metric is better, as for rocAuc. Default: false. */
  readonly higherIsBetter?: boolean;
  /** Measures the probability of class 1 instead of the prediction. Default: false. */
  readonly onProbability?: boolean;
  /** How often each column is shuffled. Default: 5. */
  readonly repeats?: number;
  readonly seed: number;
}

/** What a model loses without one column. */
export interface PermutationShare {
  readonly name: string;
  /** Mean loss of the metric when the column is shuffled, in the metric's unit; about 0 for a column without use. */
  readonly loss: number;
  /** Population standard deviation over the repeats. */
  readonly deviation: number;
}

/**
 * How much worse predictions become when one input column is shuffled among rows, largest loss first. Columns are those that the pipeline
 * reads, before any step, so all features made of one column stand together.
 *
 * Of two columns that say the same each can stand in for the other, and both look unimportant.
 */
export function permutationImportance(
  fitted: FittedPipeline,
  options: PermutationImportanceOptions,
): readonly PermutationShare[] {
  const { columns, target, metric = rmse, higherIsBetter = false, onProbability = false, repeats = 5, seed } = options;
  if (!Number.isInteger(repeats) || repeats < 1) {
    throw new ArgumentError(`permutationImportance: repeats must be a whole number of at least 1, got ${repeats}`);
  }
  if (columns.rowCount < 2) {
    throw new ArgumentError(`permutationImportance: at least 2 rows are needed, got ${columns.rowCount}`);
  }
  const actual = typeof target === "string" ? getNumbers(columns, target, "permutationImportance") : target;
  const measured = (rows: Columns): number =>
    metric(actual, onProbability ? fitted.probability(rows) : fitted.predict(rows));
  const whole = measured(columns);
  const random = randomSource(seed);
  const shares = fitted.inputs.map(({ name }): PermutationShare => {
    const own: Columns = {
      kind: "columns",
      rowCount: columns.rowCount,
      byName: new Map([[name, getColumn(columns, name, "permutationImportance")]]),
    };
    const losses = Array.from({ length: repeats }, () => {
      const shuffled = takeRows(own, random.permutation(columns.rowCount)).byName;
      return (measured(withColumns(columns, shuffled)) - whole) * (higherIsBetter ? -1 : 1);
    });
    const loss = losses.reduce((total, value) => total + value, 0) / repeats;
    const squares = losses.reduce((total, value) => total + (value - loss) ** 2, 0);
    return { name, loss, deviation: Math.sqrt(squares / repeats) };
  });
  return shares.sort((a, b) => b.loss - a.loss);
}
