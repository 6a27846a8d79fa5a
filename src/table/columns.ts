import { ArgumentError, NotFoundError } from "../core/errors.js";

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
  | { readonly kind: "text"; readonly values: readonly (string | null)[] };

/** Named columns of equal length, in order. */
export interface Columns {
  readonly kind: "columns";
  readonly rowCount: number;
  readonly byName: ReadonlyMap<string, Column>;
}

/**
 * Named columns of equal length from a list of name and column.
 *
 * @example columnsFromEntries([["hour", { kind: "number", values: Float64Array.of(7, 8) }]]).rowCount // 2
 */
export function columnsFromEntries(entries: Iterable<readonly [string, Column]>): Columns {
  const byName = new Map<string, Column>();
  let rowCount = -1;
  for (const [name, column] of entries) {
    if (byName.has(name)) throw new ArgumentError(`columnsFromEntries: column "${name}" is given twice`);
    const length = columnLength(column);
    if (rowCount >= 0 && length !== rowCount) {
      throw new ArgumentError(
        `columnsFromEntries: column "${name}" has ${length} rows, the columns before it ${rowCount}`,
      );
    }
    rowCount = length;
    byName.set(name, column);
  }
  return { kind: "columns", rowCount: Math.max(rowCount, 0), byName };
}

/** The column called `name`; throws NotFoundError naming `caller` and the columns that are there. */
export function getColumn(columns: Columns, name: string, caller: string): Column {
  const column = columns.byName.get(name);
  if (column === undefined) {
    throw new NotFoundError(`${caller}: no column "${name}"; there are ${[...columns.byName.keys()].join(", ")}`);
  }
  return column;
}

/** The values of a numeric column (missing as NaN); throws when the column is absent or of another kind. */
export function getNumbers(columns: Columns, name: string, caller = "getNumbers"): Float64Array {
  const column = getColumn(columns, name, caller);
  if (column.kind !== "number" && column.kind !== "time") {
    throw new ArgumentError(`${caller}: column "${name}" must be numbers, it is ${column.kind}; encode it first`);
  }
  return column.values;
}

/** The rows at `rows`, in that order, of every column. */
export function takeRows(columns: Columns, rows: Int32Array): Columns {
  const taken: [string, Column][] = [];
  for (const [name, column] of columns.byName) taken.push([name, takeColumn(column, rows)]);
  return { kind: "columns", rowCount: rows.length, byName: new Map(taken) };
}

/** Columns with `added` put at the end, or in place of columns of the same name. */
export function withColumns(columns: Columns, added: Iterable<readonly [string, Column]>): Columns {
  return columnsFromEntries(new Map([...columns.byName, ...added]));
}

/** Only the columns named, in that order. */
export function selectColumns(columns: Columns, names: readonly string[], caller = "selectColumns"): Columns {
  return {
    kind: "columns",
    rowCount: columns.rowCount,
    byName: new Map(names.map((name) => [name, getColumn(columns, name, caller)])),
  };
}

function columnLength(column: Column): number {
  return column.kind === "category" ? column.codes.length : column.values.length;
}

function takeColumn(column: Column, rows: Int32Array): Column {
  switch (column.kind) {
    case "number":
    case "time":
      return { kind: column.kind, values: takeValues(column.values, rows) };
    case "category": {
      const codes = new Int32Array(rows.length);
      for (let index = 0; index < rows.length; index++) codes[index] = column.codes[rows[index] as number] as number;
      return { kind: "category", codes, categories: column.categories };
    }
    case "text":
      return { kind: "text", values: Array.from(rows, (row) => column.values[row] ?? null) };
  }
}

/** The values at `rows`, in that order. */
export function takeValues(values: Float64Array, rows: Int32Array): Float64Array {
  const taken = new Float64Array(rows.length);
  for (let index = 0; index < rows.length; index++) taken[index] = values[rows[index] as number] as number;
  return taken;
}
