import { ArgumentError } from "../core/errors.js";
import { sortedQuantile } from "../stats/quantile.js";
import { sortFinite } from "../stats/sort-finite.js";
import type { Column } from "../table/columns.js";
import type { TableSource } from "../table/frame-like.js";
import { getColumn } from "../table/get-column.js";
import { columnsFor } from "../table/to-columns.js";
import { withColumns } from "../table/with-columns.js";
import { hasClasses } from "./describe-target.js";
import type { FittedPipeline } from "./fitted-pipeline.js";

/** Which column changes, and over which rows. */
export interface PartialDependenceOptions {
  /** The rows to predict, a Polars frame or columns. */
  readonly table: TableSource;
  /** The input column that is set to one value after the other. */
  readonly column: string;
  /**
   * The values to set.
   * @default quantiles of a number or time column from 0.05 to 0.95, every label of another
   */
  readonly values?: readonly number[] | readonly string[] | undefined;
  /**
   * How many quantiles.
   * @default 20
   */
  readonly points?: number | undefined;
  /**
   * The class or label whose probability is predicted, for a classifier.
   * @default the second of two classes
   */
  readonly of?: number | string | undefined;
}

/** The predictions of a model as one column changes. */
export interface PartialDependence {
  readonly column: string;
  readonly values: readonly number[] | readonly string[];
  /** Mean prediction over the rows at each value; for a classifier the mean probability. */
  readonly mean: readonly number[];
  /** Each row's line (ICE): `rows[row][value]`. */
  readonly rows: readonly Float64Array[];
}

/**
 * The mean prediction over rows when one column is set to each of some values and all else stays as it is, with each
 * row's line.
 *
 * Combinations that never occur are predicted too, so it can mislead for columns that depend on each other.
 *
 * @throws ArgumentError for a column that the pipeline does not read, and for values of another kind.
 * @example partialDependence(fitted, { table: test, column: "temperature" }).mean
 */
export function partialDependence(
  fitted: FittedPipeline,
  { table, column: name, points = 20, values: given, of }: PartialDependenceOptions,
): PartialDependence {
  const caller = "partialDependence";
  const inputs = fitted.inputs.map((input) => input.name);
  if (!inputs.includes(name)) {
    throw new ArgumentError(`${caller}: the pipeline does not read column "${name}"; it reads ${inputs.join(", ")}`);
  }
  const columns = columnsFor(caller, table, { only: inputs });
  if (columns.rowCount === 0) throw new ArgumentError(`${caller}: the table has 0 rows; give at least one`);
  const column = getColumn(columns, name, caller);
  const values = given ?? usualValues(column, points);
  const predict = getPredictor(fitted, of);
  const rows = Array.from({ length: columns.rowCount }, () => new Float64Array(values.length));
  const mean = (values as readonly (number | string)[]).map((value, index) => {
    const predicted = predict(withColumns(columns, [[name, filledWith(column, value, columns.rowCount, name)]]));
    predicted.forEach((own, row) => {
      (rows[row] as Float64Array)[index] = own;
    });
    return predicted.reduce((total, own) => total + own, 0) / columns.rowCount;
  });
  return { column: name, values, mean, rows };
}

function getPredictor(fitted: FittedPipeline, of: number | string | undefined): (table: TableSource) => Float64Array {
  const { model, target } = fitted;
  if (!hasClasses(model)) return (table) => fitted.predict(table);
  const names = model.classes.map((value) => target?.labels?.[value] ?? String(value));
  const index = of === undefined && names.length === 2 ? 1 : names.indexOf(String(of));
  if (index < 0) {
    throw new ArgumentError(
      `partialDependence: expected of to be one of ${names.join(", ")}, got ${String(of)}; pass one of them`,
    );
  }
  return (table) => fitted.probabilities(table)[index] ?? new Float64Array(0);
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
  const shares = Array.from({ length: points }, (_, index) => 0.05 + (0.9 * index) / Math.max(1, points - 1));
  return [...new Set<number>(shares.map((share) => sortedQuantile(sorted, share)))];
}

function filledWith(column: Column, value: number | string, rowCount: number, name: string): Column {
  const numeric = column.kind === "number" || column.kind === "time";
  if (numeric !== (typeof value === "number")) {
    throw new ArgumentError(
      `partialDependence: column "${name}" is ${column.kind} and cannot be ${JSON.stringify(value)}; give values of that kind`,
    );
  }
  if (typeof value === "string") return { kind: "string", values: new Array<string>(rowCount).fill(value) };
  return { kind: column.kind === "time" ? "time" : "number", values: new Float64Array(rowCount).fill(value) };
}
