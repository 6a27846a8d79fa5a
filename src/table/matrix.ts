import { ArgumentError } from "../core/errors.js";
import type { Columns } from "./columns.js";

/** Numeric columns of equal length, what a model learns from. NaN is missing. */
export interface Matrix {
  readonly rowCount: number;
  readonly names: readonly string[];
  /** One array per name, each with `rowCount` values. */
  readonly columns: readonly Float64Array[];
  /** Names of the columns that hold category codes 0, 1, 2 and so on rather than amounts. Default: none. */
  readonly categories?: readonly string[] | undefined;
}

/**
 * A matrix of every column; refuses columns that are not numbers, naming them.
 *
 * @example toMatrix(columnsFromEntries([["hour", { kind: "number", values: Float64Array.of(7, 8) }]])).names // ["hour"]
 */
export function toMatrix(columns: Columns): Matrix {
  const names: string[] = [];
  const arrays: Float64Array[] = [];
  for (const [name, column] of columns.byName) {
    if (column.kind !== "number") {
      throw new ArgumentError(
        `toMatrix: column "${name}" is ${column.kind}, a model needs numbers; encode it (oneHot, ordinal, calendarParts) or leave it out with select`,
      );
    }
    names.push(name);
    arrays.push(column.values);
  }
  return { rowCount: columns.rowCount, names, columns: arrays };
}
