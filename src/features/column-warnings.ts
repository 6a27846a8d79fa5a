import type { Column, Columns } from "../table/columns.js";
import type { TableSource } from "../table/frame-like.js";
import { getColumn } from "../table/get-column.js";
import { columnsFor } from "../table/to-columns.js";
import { labelAt } from "./encoders/labels.js";

export interface ColumnWarningsOptions {
  /** Columns that together identify a row. Default: keys are not checked. */
  readonly key?: readonly string[] | undefined;
}

/**
 * Warnings about likely data problems, one sentence each: columns without a value, constant columns, duplicate keys,
 * duplicate columns. Empty when there are none.
 *
 * @example columnWarnings(columnsFromEntries([["a", { kind: "number", values: Float64Array.of(1, 1) }]])).length // 1
 */
export function columnWarnings(source: TableSource, { key }: ColumnWarningsOptions = {}): readonly string[] {
  const columns = columnsFor("columnWarnings", source);
  const warnings: string[] = [];
  if (columns.rowCount < 2) return warnings;
  const constant = new Set<string>();
  for (const [name, column] of columns.byName) {
    const only = onlyValue(column, columns.rowCount);
    if (only === undefined) continue;
    constant.add(name);
    warnings.push(
      only === null
        ? `column "${name}" has no value in any of ${columns.rowCount} rows; remove it or check how it was read`
        : `column "${name}" is ${only} in all ${columns.rowCount} rows, so it carries no information; remove it`,
    );
  }
  warnings.push(...repeatedColumns(columns, constant));
  if (key !== undefined) warnings.push(...repeatedKeys(columns, key));
  return warnings;
}

/** The only value of a column as a string, null when all are missing, undefined when there are several. */
function onlyValue(column: Column, rowCount: number): string | null | undefined {
  if (column.kind === "number" || column.kind === "time") {
    const first = column.values[0];
    for (let row = 1; row < rowCount; row++) if (!Object.is(column.values[row], first)) return undefined;
    if (Number.isNaN(first)) return null;
    return column.kind === "time" ? new Date(first).toISOString() : String(first);
  }
  const first = labelAt(column, 0);
  for (let row = 1; row < rowCount; row++) if (labelAt(column, row) !== first) return undefined;
  return first === null ? null : JSON.stringify(first);
}

function repeatedColumns(columns: Columns, constant: ReadonlySet<string>): readonly string[] {
  const numbers = [...columns.byName].flatMap(([name, column]) =>
    column.kind === "number" && !constant.has(name) ? [[name, column.values] as const] : [],
  );
  const candidates = new Map<string, (readonly [string, Float64Array])[]>();
  return numbers.flatMap(([name, values]) => {
    // Three values distinguish almost all columns, so wide tables take linear time.
    const key = [0, values.length >> 1, values.length - 1].map((row) => values[row]).join(" ");
    const others = candidates.get(key) ?? [];
    candidates.set(key, others);
    const duplicate = others.find(([, other]) => sameValues(values, other));
    others.push([name, values]);
    return duplicate === undefined
      ? []
      : [`column "${name}" equals column "${duplicate[0]}" in every row; remove one of them`];
  });
}

function sameValues(a: Float64Array, b: Float64Array): boolean {
  for (let row = 0; row < a.length; row++) if (!Object.is(a[row], b[row])) return false;
  return true;
}

function repeatedKeys(columns: Columns, key: readonly string[]): readonly string[] {
  const parts = key.map((name) => getColumn(columns, name, "columnWarnings"));
  const first = new Map<string, number>();
  let repeats = 0;
  let example: readonly [number, number] | undefined;
  for (let row = 0; row < columns.rowCount; row++) {
    const value = JSON.stringify(parts.map((column) => labelAt(column, row)));
    const before = first.get(value);
    if (before === undefined) {
      first.set(value, row);
      continue;
    }
    repeats += 1;
    example ??= [before, row];
  }
  if (example === undefined) return [];
  const shown = parts.map((column) => labelAt(column, example[1]) ?? "(missing)").join(", ");
  return [
    `${repeats} of ${columns.rowCount} rows have a duplicate key (${key.join(", ")}), for example ${shown} at row indexes ${example[0]} and ${example[1]}; remove duplicates before splitting, or the same row is in both parts`,
  ];
}
