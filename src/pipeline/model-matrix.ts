import type { Model } from "../models/model.js";
import type { Column, Columns } from "../table/columns.js";
import { type Matrix, toMatrix } from "../table/matrix.js";

/**
 * The matrix that a model reads. Times are numbers for a model that names the columns it reads; others need parts of
 * them.
 */
export function modelMatrix(
  columns: Columns,
  { inputs }: Pick<Model, "inputs">,
  categories: readonly string[] = [],
): Matrix {
  const matrix = toMatrix(inputs === undefined ? columns : timesAsNumbers(columns));
  return categories.length === 0 ? matrix : { ...matrix, categories };
}

/** Times as milliseconds since 1970. */
export function timesAsNumbers(columns: Columns): Columns {
  const byName = [...columns.byName].map(([name, column]): [string, Column] => [
    name,
    column.kind === "time" ? { kind: "number", values: column.values } : column,
  ]);
  return { kind: "columns", rowCount: columns.rowCount, byName: new Map(byName) };
}
