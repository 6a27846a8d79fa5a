import type { DataFrame, Series } from "nodejs-polars";
import { checkInteger } from "../core/check-integer.js";
import { checkOptionNames } from "../core/check-option-names.js";
import { loadPolars } from "./load-polars.js";
import type { TableSchema } from "./schema/schema.js";

/** The first rows of a frame as people read them. */
export interface FormattedCells {
  readonly shape: { readonly rows: number; readonly columns: number };
  readonly columns: readonly FormattedColumn[];
  /** Row by row, as many as shown; a missing cell is the empty marker. */
  readonly cells: readonly (readonly string[])[];
}

/** The head of a column. */
export interface FormattedColumn {
  readonly name: string;
  /** The engine's type, for example `Float64`. */
  readonly dtype: string;
  readonly unit?: string | undefined;
  readonly isNumeric: boolean;
}

/** How much of a frame is shown. */
export interface FormatCellsOptions {
  /** The number of rows shown. @default 20 */
  readonly rows?: number | undefined;
  /** The string for a missing cell. @default "–" */
  readonly missing?: string | undefined;
  /** Gives the units. */
  readonly schema?: TableSchema | undefined;
}

const optionNames = ["rows", "missing", "schema"];

/**
 * The first rows of a frame as display strings with names, types and units. Numbers have six significant digits,
 * integers all their digits (also beyond 2^53); times look like `2016-02-28 17:00:00`.
 *
 * @example formatCells(loadPolars().DataFrame({ x: [0.5] })).cells // [["0.5"]]
 */
export function formatCells(frame: DataFrame, options: FormatCellsOptions = {}): FormattedCells {
  checkOptionNames("formatCells", options, optionNames);
  const { rows = 20, missing = "–", schema } = options;
  checkInteger("formatCells", "rows", rows, 0, "pass rows: 20, or leave it out");
  const shown = Math.min(rows, frame.height);
  const head = frame.head(shown);
  const strings = frame.columns.map((name) => columnStrings(head, name, missing));
  return {
    shape: { rows: frame.height, columns: frame.width },
    columns: frame.columns.map((name) => {
      const { dtype } = frame.getColumn(name);
      const unit = schema?.columns[name]?.unit;
      return {
        name,
        dtype: dtypeText(dtype),
        isNumeric: /^(U?Int|Float|Decimal)/.test(dtype.variant),
        unit,
      };
    }),
    cells: Array.from({ length: shown }, (_, row) => strings.map((column) => column[row] ?? missing)),
  };
}

function columnStrings(head: DataFrame, name: string, missing: string): readonly string[] {
  const pl = loadPolars();
  const series = head.getColumn(name);
  const { variant } = series.dtype;
  if (variant.startsWith("Float")) return show(series, missing, (value) => numberText(value as number));
  if (variant === "Datetime" || variant === "Date") {
    const format = variant === "Date" ? "%Y-%m-%d" : "%Y-%m-%d %H:%M:%S%.f";
    return show(head.select(pl.col(name).dt.strftime(format)).getColumn(name), missing, String);
  }
  if (["List", "Struct", "Object", "FixedSizeList"].includes(variant)) {
    return show(series, missing, (value) => JSON.stringify(value));
  }
  return show(head.select(pl.col(name).cast(pl.Utf8)).getColumn(name), missing, String);
}

function show(series: Series, missing: string, text: (value: unknown) => string): readonly string[] {
  return (series.toArray() as unknown[]).map((value) =>
    value === null || value === undefined ? missing : text(value),
  );
}

function numberText(value: number): string {
  return String(Number.isInteger(value) && Math.abs(value) < 1e15 ? value : Number(value.toPrecision(6)));
}

function dtypeText(dtype: { readonly variant: string; toString(): string }): string {
  return (
    dtype
      .toString()
      .replace(/^DataType\((.*)\)$/, "$1")
      .replace(/,\)$/, ")") || dtype.variant
  );
}
