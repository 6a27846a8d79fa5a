import { ArgumentError } from "../../core/errors.js";
import { formatNumbers } from "./format-numbers.js";
import { isIdentifier } from "./is-identifier.js";
import type { Table, TableCell, TableColumn } from "./table.js";

/** A table with every cell as a string: what HTML and terminal share. */
export interface PlainTable {
  readonly columns: readonly TableColumn[];
  readonly align: readonly ("left" | "right")[];
  readonly cells: readonly (readonly string[])[];
  /** Whether a column has short values with blanks or hyphens, such as timestamps, that must not wrap. */
  readonly short: readonly boolean[];
}

const shortLength = 24;

/**
 * The cells of a table as strings. Thousands are grouped in all columns of numbers or in none, except in years and
 * identifiers.
 *
 * @throws ArgumentError for a row that does not have one cell per column.
 */
export function plainTable(caller: string, { columns: given, rows }: Table): PlainTable {
  const columns = given.map((column) => (typeof column === "string" ? { name: column } : column));
  const wrong = rows.findIndex((row) => row.length !== columns.length);
  if (wrong >= 0) {
    throw new ArgumentError(
      `${caller}: row ${wrong + 1} has ${rows[wrong]?.length} cells, the table has ${columns.length} columns; every row needs one cell per column`,
    );
  }
  const values = columns.map((_, index) => rows.map((row) => row[index] ?? null));
  const numbers = values.map((cells) => cells.filter((cell) => typeof cell === "number" && Number.isFinite(cell)));
  const countable = columns.map(({ name }, index) => isCountable(name, numbers[index] as readonly number[]));
  const isGrouped = numbers.some(
    (found, index) => countable[index] && found.some((cell) => Math.abs(Number(cell)) >= 10_000),
  );
  const formatted = values.map((cells, index) =>
    formatColumn(cells, columns[index]?.decimals, isGrouped && countable[index] === true),
  );
  return {
    columns,
    align: columns.map(({ align }, index) => {
      const filled = (values[index] ?? []).filter((cell) => cell !== null);
      return align ?? (filled.length > 0 && filled.every((cell) => typeof cell === "number") ? "right" : "left");
    }),
    cells: rows.map((_, row) => formatted.map((column) => column[row] ?? "")),
    short: formatted.map(
      (column) => column.every(({ length }) => length <= shortLength) && column.some((text) => /[\s-]/.test(text)),
    ),
  };
}

function formatColumn(cells: readonly TableCell[], decimals: number | undefined, grouping: boolean): readonly string[] {
  const numbers = formatNumbers(
    cells.map((cell) => (typeof cell === "number" ? cell : Number.NaN)),
    { decimals, grouping },
  );
  return cells.map((cell, row) =>
    typeof cell === "number" ? (numbers[row] ?? "") : cell === null ? "" : String(cell),
  );
}

/** False for years and identifiers, whose digits are not grouped. */
function isCountable(name: string, values: readonly number[]): boolean {
  if (values.length === 0 || !values.every(Number.isInteger)) return true;
  const distinct = new Set(values).size;
  const isYears = distinct >= 3 && values.every((value) => value >= 1900 && value <= 2100);
  if (isYears || /(^|[^a-z])(year|año|anio|jahr)s?$/i.test(name)) return false;
  const min = values.reduce((least, value) => Math.min(least, value), Infinity);
  const max = values.reduce((most, value) => Math.max(most, value), -Infinity);
  return !isIdentifier({ name, count: values.length, distinct, min, max });
}
