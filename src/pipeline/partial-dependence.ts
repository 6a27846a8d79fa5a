import { ArgumentError } from "../core/errors.js";
import { sortedQuantile } from "../stats/quantile.js";
import { sortFinite } from "../stats/sort-finite.js";
import type { Column, Columns } from "../table/columns.js";
import { getColumn } from "../table/get-column.js";
import { withColumns } from "../table/with-columns.js";
import type { FittedPipeline } from "./fitted-pipeline.js";

export interface PartialDependenceOptions {
  readonly columns: Columns;
  /** The input column that is set to one value after the other. */
  readonly column: string;
  /** The values to set. Default: quantiles of a number or time column from 0.05 to 0.95, every label of another. */
  readonly values?: readonly number[] | readonly string[];
  /** How many quantiles. Default: 20. */
  readonly points?: number;
  /** Answers with the probability of class 1 instead of the prediction. Default: false. */
  readonly onProbability?: boolean;
}

/** What a model predicts as one column changes. */
export interface PartialDependence {
  readonly column: string;
  readonly values: readonly number[] | readonly string[];
  /** Mean prediction over the rows at each value. */
  readonly mean: readonly number[];
  /** Each row's own line (ICE): `rows[row][value]`. */
  readonly rows: readonly Float64Array[];
}

/**
 * The mean prediction over rows when one column is set to each of some values and all else stays as it is, with each row's own line.
 *
 * Combinations that never occur are asked too, so read it with care where columns hang together.
 */
export function partialDependence(fitted: FittedPipeline, options: PartialDependenceOptions): PartialDependence {
  const { columns, column: name, points = 20, onProbability = false } = options;
  if (!fitted.inputs.some((input) => input.name === name)) {
    throw new ArgumentError(
      `partialDependence: the pipeline does not read column "${name}"; it reads ${fitted.inputs.map((input) => input.name).join(", ")}`,
    );
  }
  if (columns.rowCount === 0) throw new ArgumentError("partialDependence: there are no rows");
  const column = getColumn(columns, name, "partialDependence");
  const values = options.values ?? usualValues(column, points);
  const lines = Array.from({ length: columns.rowCount }, () => new Float64Array(values.length));
  const mean = (values as readonly (number | string)[]).map((value, place) => {
    const rows = withColumns(columns, [[name, filledWith(column, value, columns.rowCount, name)]]);
    const predicted = onProbability ? fitted.probability(rows) : fitted.predict(rows);
    let total = 0;
    predicted.forEach((own, row) => {
      const line = lines[row];
      if (line !== undefined) line[place] = own;
      total += own;
    });
    return total / columns.rowCount;
  });
  return { column: name, values, mean, rows: lines };
}

function usualValues(column: Column, points: number): readonly number[] | readonly string[] {
  if (column.kind === "category") {
    const present = new Set(column.codes);
    return column.categories.filter((_, code) => present.has(code));
  }
  if (column.kind === "string") return [...new Set(column.values.filter((value) => value !== null))].sort();
  const sorted = sortFinite(column.values);
  const distinct = [...new Set<number>(sorted)];
  if (distinct.length <= points) return distinct;
  const steps = Array.from({ length: points }, (_, place) => 0.05 + (0.9 * place) / Math.max(1, points - 1));
  return [...new Set<number>(steps.map((share) => sortedQuantile(sorted, share)))];
}

function filledWith(column: Column, value: number | string, rowCount: number, name: string): Column {
  const numeric = column.kind === "number" || column.kind === "time";
  if (numeric !== (typeof value === "number")) {
    throw new ArgumentError(
      `partialDependence: column "${name}" is ${column.kind} and cannot be ${JSON.stringify(value)}`,
    );
  }
  if (typeof value === "string") return { kind: "string", values: new Array<string>(rowCount).fill(value) };
  return { kind: column.kind === "time" ? "time" : "number", values: new Float64Array(rowCount).fill(value) };
}
