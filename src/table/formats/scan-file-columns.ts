import type { DataType, Expr, LazyDataFrame } from "nodejs-polars";
import { isoFormats } from "../csv/date-forms.js";
import { doubtfulCells } from "../csv/doubtful-cells.js";
import { hasNumberMarks, numberText } from "../csv/number-text.js";
import { loadPolars } from "../load-polars.js";
import type { ColumnSpec } from "../schema/column.js";
import { castTo } from "../schema/schema-plan.js";
import { exactTime, plainTime } from "./exact-time.js";

/** A column of the lazy frame of a CSV, read as strings unless the engine knows its type. */
export interface ScanColumn {
  /** Name in the lazy frame. */
  readonly name: string;
  /** Name in the file. */
  readonly source: string;
  readonly spec: ColumnSpec;
  /** For times without a format: the ISO formats that were seen, the most likely first. */
  readonly formats: readonly string[];
  /** Whether a cell was seen that is not missing. */
  readonly hasValue: boolean;
  /** Whether every cell is known to be empty or plainly of the column's kind, as `plainColumns` has it. */
  readonly isPlain: boolean;
}

/** The file of a lazy frame, and how much of it was seen before. */
export interface ScanFile {
  readonly uri: string;
  /** Whether every row was seen; else a cell of another kind than its column is refused when it is reached. */
  readonly isComplete: boolean;
}

/** The column of row numbers, from 1, that the lazy frame of a file with rows unseen has. */
export const scanRow = "row";

/** Whether the engine itself reads a column in its type: as it takes 0110 for 110, only when all cells were seen. */
export function isEngineType({ kind, missing, ...spec }: ColumnSpec, isSeen: boolean): boolean {
  return isSeen && (kind === "integer" || kind === "number") && missing === undefined && !hasNumberMarks(spec);
}

/**
 * The lazy frame of a CSV with its columns typed as `readTable` does it, empty cells being null already. A cell that is
 * not of its column's kind is refused by the engine when it is reached, with column, row, file and value.
 */
export function scanColumns(lazy: LazyDataFrame, columns: readonly ScanColumn[], file: ScanFile): LazyDataFrame {
  const typed = columns.flatMap((column) => {
    if (isEngineType(column.spec, file.isComplete || column.isPlain)) return [];
    if (column.spec.kind === "string" && (column.hasValue || file.isComplete)) return [];
    return [columnExpr(column, file)];
  });
  return typed.length === 0 ? lazy : lazy.withColumns(...typed);
}

function columnExpr(column: ScanColumn, { uri, isComplete }: ScanFile): Expr {
  const { name, source, spec, formats, hasValue, isPlain } = column;
  const pl = loadPolars();
  if (isPlain) return plainTime(pl.col(name), formats[0] ?? isoFormats[0], true).alias(name);
  const { kind, missing = [] } = spec;
  const none = pl.lit(null);
  const cells = pl.col(name);
  const markers = missing.filter((marker) => marker !== "");
  const text = markers.length === 0 ? cells : pl.when(cells.isIn(markers).not()).then(cells).otherwise(none);
  const doubtful = doubtfulCells[kind];
  const read = hasValue || isComplete ? toValue(text, spec, formats) : none.cast(pl.Utf8);
  const value =
    doubtful === undefined || isComplete ? read : pl.when(text.str.contains(doubtful).not()).then(read).otherwise(none);
  const wrong = pl.when(value.isNull()).then(text).otherwise(none);
  const row = pl.when(wrong.isNull()).then(none).otherwise(pl.col(scanRow)).cast(pl.Utf8);
  const where = isComplete ? pl.lit(`column "${source}" of ${uri} is "`) : pl.lit(`column "${source}" row `).plus(row);
  const message = (isComplete ? where : where.plus(pl.lit(` of ${uri} is "`)))
    .plus(wrong)
    .plus(pl.lit(`", ${isComplete ? "the file changed" : `the sampled rows have ${kindWords(spec, hasValue)}`}`));
  // Only a strict cast refuses in the midst of a query; no value is such a message.
  return value.fillNull(castStrictly(message, kind)).alias(name);
}

function kindWords({ kind, format }: ColumnSpec, hasValue: boolean): string {
  if (!hasValue) return 'only empty cells: pass sample: "all"';
  const words = {
    integer: "integers",
    number: "numbers",
    boolean: "true and false",
    string: "strings",
    category: "strings",
  };
  const found = kind === "datetime" ? `times${format === undefined ? "" : ` like ${format}`}` : words[kind];
  return `${found}: pass sample: "all"`;
}

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
  if (kind === "string" || kind === "category") return text.cast(pl.Int64, true).cast(pl.Utf8);
  const type: DataType | typeof pl.Int64 =
    kind === "datetime" ? pl.Datetime("ms") : kind === "integer" ? pl.Int64 : pl.Float64;
  return text.cast(type as DataType, true);
}
