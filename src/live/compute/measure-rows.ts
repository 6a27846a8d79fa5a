import { meanAbsoluteError } from "../../models/metrics/mean-absolute-error.js";
import { rmse } from "../../models/metrics/rmse.js";
import { mean } from "../../stats/mean.js";
import { sortedQuantile } from "../../stats/quantile.js";
import { sortFinite } from "../../stats/sort-finite.js";
import type { Columns } from "../../table/columns.js";
import type { LiveAggregate, LiveMeasure } from "../live-spec.js";

/** A measure of some rows. */
export type RowMeasure = (rows: Int32Array) => number;

/** The function that computes a measure; NaN without a value. */
export function rowMeasure(columns: Columns, measure: LiveMeasure): RowMeasure {
  const { column, over, scale = 1 } = measure;
  const aggregate = measureAggregate(measure);
  const values = column === undefined ? undefined : numbersIn(columns, column);
  const others = over === undefined ? undefined : numbersIn(columns, over);
  return (rows) => scale * aggregateRows(aggregate, rows, values, others);
}

/** The aggregate of a measure that may leave it out. */
export function measureAggregate({ aggregate, column }: LiveMeasure): LiveAggregate {
  return aggregate ?? (column === undefined ? "count" : "mean");
}

/** The numbers of a column; labels have none. */
export function numbersIn({ byName, rowCount }: Columns, name: string): Float64Array {
  const column = byName.get(name);
  return column?.kind === "number" || column?.kind === "time" ? column.values : new Float64Array(rowCount).fill(NaN);
}

function aggregateRows(
  aggregate: LiveAggregate,
  rows: Int32Array,
  values: Float64Array | undefined,
  others: Float64Array | undefined,
): number {
  if (aggregate === "count") return values === undefined ? rows.length : present(values, rows).length;
  if (values === undefined) return Number.NaN;
  if (others !== undefined) {
    const [actual, predicted] = presentPairs(values, others, rows);
    if (actual.length === 0) return Number.NaN;
    if (aggregate === "rmse") return rmse(actual, predicted);
    if (aggregate === "meanAbsoluteError") return meanAbsoluteError(actual, predicted);
    return sum(actual) / sum(predicted);
  }
  const found = present(values, rows);
  if (found.length === 0) return Number.NaN;
  switch (aggregate) {
    case "sum":
      return sum(found);
    case "median":
      return sortedQuantile(sortFinite(found), 0.5);
    case "min":
      return found.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
    case "max":
      return found.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    case "last":
      return found.at(-1) ?? Number.NaN;
    default:
      return mean(found);
  }
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

function present(values: Float64Array, rows: Int32Array): Float64Array {
  const found = new Float64Array(rows.length);
  let count = 0;
  for (const row of rows) {
    const value = values[row] ?? Number.NaN;
    if (!Number.isNaN(value)) found[count++] = value;
  }
  return found.slice(0, count);
}

/** The values of the rows that have both. */
export function presentPairs(
  values: Float64Array,
  others: Float64Array,
  rows: Int32Array,
): readonly [Float64Array, Float64Array] {
  const both = rows.filter((row) => !Number.isNaN(values[row] ?? NaN) && !Number.isNaN(others[row] ?? NaN));
  return [Float64Array.from(both, (row) => values[row] ?? NaN), Float64Array.from(both, (row) => others[row] ?? NaN)];
}
