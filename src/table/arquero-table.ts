import { mapIntegers, mapNumbers } from "../core/map-numbers.js";
import { type Column, type Columns, columnsFromEntries } from "./columns.js";

/** The methods used of an Arquero table; Arquero's own types would slow down the type check of every notebook cell. */
export interface ArqueroTable {
  columnNames(): readonly string[];
  array(name: string): ArrayLike<unknown>;
}

/**
 * The columns as Arquero's `table` takes them, for its verbs on small tables: `table(toArquero(columns))`.
 *
 * Numbers are the same arrays, not copies, with NaN for missing; categories become strings and times become dates, with
 * null for missing.
 *
 * @example toArquero(columnsFromEntries([["hour", { kind: "number", values: Float64Array.of(7, 8) }]])).hour.length // 2
 */
export function toArquero(columns: Columns): Readonly<Record<string, ArrayLike<unknown>>> {
  return Object.fromEntries([...columns.byName].map(([name, column]) => [name, toValues(column)]));
}

/**
 * The columns of an Arquero table, in its current filter and order. A column of numbers, dates or booleans (1 and 0)
 * becomes numbers; any other becomes categories of its values as strings. Null and undefined are missing.
 *
 * @example fromArquero({ columnNames: () => ["hour"], array: () => [7, 8] }).rowCount // 2
 */
export function fromArquero(table: ArqueroTable): Columns {
  return columnsFromEntries(table.columnNames().map((name) => [name, toColumn(table.array(name))] as const));
}

function toValues(column: Column): ArrayLike<unknown> {
  switch (column.kind) {
    case "number":
      return column.values;
    case "string":
      return column.values;
    case "time":
      return Array.from(column.values, (time) => (Number.isNaN(time) ? null : new Date(time)));
    case "category":
      return Array.from(column.codes, (code) => column.categories[code] ?? null);
  }
}

function toColumn(values: ArrayLike<unknown>): Column {
  if (values instanceof Float64Array) return { kind: "number", values };
  const present = Array.from(values).filter((value) => value !== null && value !== undefined);
  if (present.length > 0 && present.every((value) => value instanceof Date))
    return { kind: "time", values: mapNumbers(values, toNumber) };
  const numeric = present.every((value) => typeof value === "number" || typeof value === "boolean");
  if (numeric) return { kind: "number", values: mapNumbers(values, toNumber) };
  const categories = [...new Set(present.map(String))].sort();
  const codes = new Map(categories.map((category, code) => [category, code]));
  const rows = mapIntegers(values, (value) => codes.get(String(value)) ?? -1);
  return { kind: "category", codes: rows, categories };
}

function toNumber(value: unknown): number {
  return value === null || value === undefined ? Number.NaN : Number(value);
}
