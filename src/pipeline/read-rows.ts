import { mapNumbers } from "../core/map-numbers.js";
import type { Column, Columns } from "../table/columns.js";
import type { InputColumn } from "./input-column.js";
import { parseInput } from "./parse-input.js";
import type { RowProblem } from "./row-problem.js";

/** A row to predict: values by the names of the columns, or by the names of the source's files. */
export type Row = Readonly<Record<string, unknown>>;

/** Rows as columns, and the values that could not be read; they are missing in the columns. */
export interface ReadRows {
  readonly columns: Columns;
  readonly problems: readonly RowProblem[];
}

/**
 * Reads rows by the input contract of a pipeline: strings that hold numbers and dates are understood, as are the names
 * of the source.
 */
export function readRows(inputs: readonly InputColumn[], rows: readonly Row[]): ReadRows {
  const problems: RowProblem[] = [];
  const byName = new Map<string, Column>();
  for (const input of inputs) {
    const values = rows.map((row, index) => {
      const given = getValue(row ?? {}, input);
      const parsed = parseInput(input, given);
      if (typeof parsed !== "object" || parsed === null) {
        if (parsed === null && input.nullable === false) {
          problems.push({ ...problem(input, index, given), problem: "missing", message: `${input.name} is missing` });
        }
        return parsed;
      }
      const message = `${input.name}: expected ${parsed.expected}, got ${shown(given)}`;
      problems.push({ ...problem(input, index, given), problem: "type", message });
      return null;
    });
    byName.set(input.name, toColumn(input, values));
  }
  return { columns: { kind: "columns", rowCount: rows.length, byName }, problems };
}

function getValue(row: Row, { name, sources = [] }: InputColumn): unknown {
  const found = [name, ...sources].find((key) => Object.hasOwn(row, key));
  return found === undefined ? undefined : row[found];
}

function problem({ name }: InputColumn, row: number, value: unknown): Omit<RowProblem, "problem" | "message"> {
  return { row, column: name, invalid: true, value };
}

/** A value as messages show it. */
export function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  return (typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value))).slice(0, 60);
}

function toColumn({ kind }: InputColumn, values: readonly (string | number | null)[]): Column {
  if (kind === "number" || kind === "time") {
    return { kind, values: mapNumbers(values, (value) => (typeof value === "number" ? value : Number.NaN)) };
  }
  return { kind: "string", values: values as readonly (string | null)[] };
}
