import type { Matrix } from "../../table/matrix.js";
import { matrixColumn } from "../check-fit.js";

/** One text per row that is equal exactly when the values of all `by` columns are equal; missing equals missing. */
export function groupKeys(caller: string, matrix: Matrix, by: readonly string[]): readonly string[] {
  const columns = by.map((name) => matrixColumn(caller, matrix, name));
  return Array.from({ length: matrix.rowCount }, (_, row) => groupKey(columns.map((values) => values[row])));
}

/** The key of one group of values. */
export function groupKey(values: readonly number[]): string {
  return values.join(" ");
}

/** The values behind a key, missing as null, as JSON can hold them. */
export function groupValues(key: string): (number | null)[] {
  return key === "" ? [] : key.split(" ").map((value) => (value === "NaN" ? null : Number(value)));
}
