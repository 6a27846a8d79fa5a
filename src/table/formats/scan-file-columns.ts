import type { DataType, Expr, LazyDataFrame } from "nodejs-polars";
import { doubtfulCells } from "../csv/doubtful-cells.js";
import { hasNumberMarks, numberText } from "../csv/number-text.js";
import { loadPolars } from "../load-polars.js";
import type { ColumnSpec } from "../schema/column.js";
import { castTo } from "../schema/schema-plan.js";
import { exactTime } from "./exact-time.js";

/** A column of the lazy frame of a CSV, read as strings unless the engine knows its type. */
export interface ScanColumn {
  /** Name in the lazy frame. */
  readonly name: string;
  readonly spec: ColumnSpec;
  /** For times without a format: the ISO formats that a sample has, the most likely first. */
  readonly formats: readonly string[];
}

/** Whether the engine itself reads a column of a CSV in its type. */
export function isEngineType({ kind, missing, ...spec }: ColumnSpec): boolean {
  return (kind === "integer" || kind === "number") && missing === undefined && !hasNumberMarks(spec);
}

/**
 * The lazy frame of a CSV with its columns typed as `readTable` does it, empty cells being null already. A cell that is
 * not of its column's kind is refused by the engine when it is reached, as "not a time: ..." or "not a number: ...".
 */
export function scanColumns(lazy: LazyDataFrame, columns: readonly ScanColumn[]): LazyDataFrame {
  // Columns of one kind share an expression: to make one costs JavaScript about a millisecond.
  const groups = new Map<string, ScanColumn[]>();
  for (const scanned of columns) {
    const { spec, formats } = scanned;
    if (spec.kind === "string" || isEngineType(spec)) continue;
    const { kind, format, missing, thousands, decimal, percent } = spec;
    const key = JSON.stringify([kind, format, missing, thousands, decimal, percent, formats]);
    groups.set(key, [...(groups.get(key) ?? []), scanned]);
  }
  return groups.size === 0 ? lazy : lazy.withColumns(...[...groups.values()].map(groupExpr));
}

function groupExpr(group: readonly ScanColumn[]): Expr {
  const pl = loadPolars();
  const [first] = group;
  const spec = first?.spec as ColumnSpec;
  const cells = pl.col(group.map(({ name }) => name));
  const { missing = [] } = spec;
  const none = pl.lit(null);
  const text = missing.some((marker) => marker !== "")
    ? pl
        .when(cells.isIn([...missing]).not())
        .then(cells)
        .otherwise(none)
    : cells;
  const doubtful = doubtfulCells[spec.kind];
  const typed = toValue(text, spec, first?.formats ?? []);
  // The first branch names the column.
  const value = doubtful === undefined ? typed : pl.when(text.str.contains(doubtful).not()).then(typed).otherwise(none);
  // Only a strict cast refuses in the midst of a query; no value begins with these words.
  const refused = pl
    .when(value.isNull())
    .then(text.str.replace("^", `not a ${words[spec.kind] ?? "number"}: `))
    .otherwise(none);
  return value.fillNull(castStrictly(refused, spec.kind));
}

const words: Partial<Record<ColumnSpec["kind"], string>> = { datetime: "time", boolean: "truth value" };

function toValue(text: Expr, spec: ColumnSpec, formats: readonly string[]): Expr {
  if (spec.kind !== "datetime" || spec.format !== undefined || formats.length === 0) {
    return castTo(hasNumberMarks(spec) ? numberText(text, spec) : text, spec);
  }
  const [time, ...others] = formats.map((format) => exactTime(text, format));
  return others.reduce((found, other) => found.fillNull(other), time as Expr);
}

function castStrictly(text: Expr, kind: ColumnSpec["kind"]): Expr {
  const pl = loadPolars();
  if (kind === "boolean") return text.cast(pl.Int64, true).cast(pl.Bool);
  const type: DataType | typeof pl.Int64 =
    kind === "datetime" ? pl.Datetime("ms") : kind === "integer" ? pl.Int64 : pl.Float64;
  return text.cast(type as DataType, true);
}
