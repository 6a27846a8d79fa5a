import { ArgumentError } from "../core/errors.js";

/**
 * A column of a table in plain typed arrays, free of any engine.
 *
 * - `number`: NaN is missing.
 * - `category`: `codes` index into `categories`; -1 is missing.
 * - `time`: milliseconds since 1970-01-01 of the wall-clock time, as if it were UTC; NaN is missing.
 * - `text`: null is missing.
 */
export type Column =
  | { readonly kind: "number"; readonly values: Float64Array }
  | { readonly kind: "category"; readonly codes: Int32Array; readonly categories: readonly string[] }
  | { readonly kind: "time"; readonly values: Float64Array }
  | { readonly kind: "string"; readonly values: readonly (string | null)[] };

/** Named columns of equal length, in order. */
export interface Columns {
  readonly kind: "columns";
  readonly rowCount: number;
  readonly byName: ReadonlyMap<string, Column>;
}

/**
 * Columns from pairs of name and column, all of one length.
 *
 * @throws ArgumentError for a repeated name or columns of unequal length.
 *
 * @example columnsFromEntries([["hour", { kind: "number", values: Float64Array.of(7, 8) }]]).rowCount // 2
 */
export function columnsFromEntries(entries: Iterable<readonly [string, Column]>): Columns {
  const byName = new Map<string, Column>();
  let rowCount = -1;
  for (const [name, column] of entries) {
    if (byName.has(name))
      throw new ArgumentError(`columnsFromEntries: column "${name}" is repeated; give each name one column`);
    const length = columnLength(column);
    if (rowCount >= 0 && length !== rowCount) {
      throw new ArgumentError(`columnsFromEntries: column "${name}" has ${length} rows, expected ${rowCount}`);
    }
    rowCount = length;
    byName.set(name, column);
  }
  return { kind: "columns", rowCount: Math.max(rowCount, 0), byName };
}

function columnLength(column: Column): number {
  return column.kind === "category" ? column.codes.length : column.values.length;
}
