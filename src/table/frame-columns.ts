import type { DataFrame, DataType, Expr } from "nodejs-polars";
import { checkOptionNames } from "../core/check-option-names.js";
import { ArgumentError, NotFoundError } from "../core/errors.js";
import { type Column, type Columns, columnsOf } from "./columns.js";
import { loadPolars } from "./load-polars.js";

/** What `columns` makes of a frame's text. */
export interface FrameColumnsOptions {
  /** Text columns to keep as text; the others become categories. */
  readonly text?: readonly string[];
}

type Form = "plain" | "number" | "whole" | "time" | "zoned" | "category" | "text";

const exactWhole = 2 ** 53;

/**
 * The frame's columns as plain typed arrays: numbers as Float64Array with NaN for missing, text as category codes (categories in
 * code-point order), dates as milliseconds of wall-clock time, booleans as 0 and 1. Refuses whole numbers beyond 2^53, which a
 * number cannot hold, and kinds of column that have no such form.
 */
export function columns(frame: DataFrame, options: FrameColumnsOptions = {}): Columns {
  checkOptionNames("columns", options, ["text"]);
  const { text = [] } = options;
  const names = frame.columns;
  for (const name of text) {
    if (!names.includes(name)) throw new NotFoundError(`columns: no column "${name}"; there are ${names.join(", ")}`);
  }
  const dtypes = frame.dtypes;
  const forms = new Map(names.map((name, index) => [name, formOf(frame, name, dtypes[index], text)] as const));
  const named = (...wanted: Form[]): string[] => names.filter((name) => wanted.includes(forms.get(name) ?? "text"));
  refuseBeyondExact(frame, named("whole"));
  const coded = convert(frame, forms);
  return columnsOf(names.map((name) => [name, columnOf(frame, coded, name, forms.get(name) ?? "text")] as const));
}

function formOf(frame: DataFrame, name: string, dtype: DataType | undefined, text: readonly string[]): Form {
  const variant = dtype?.variant ?? "";
  if (variant === "Float64" && frame.getColumn(name).nullCount() === 0) return "plain";
  if (/^(Float|U?Int(8|16|32)$|Bool$|Decimal|Null)/.test(variant)) return "number";
  if (/^U?Int64$/.test(variant)) return "whole";
  if (variant === "Date") return "time";
  if (variant === "Datetime") return (dtype as { readonly timeZone?: string | null }).timeZone ? "zoned" : "time";
  if (["String", "Utf8", "Categorical"].includes(variant)) return text.includes(name) ? "text" : "category";
  throw new ArgumentError(`columns: column "${name}" is ${variant}, which has no plain array; cast it or leave it out`);
}

/** All columns in numbers: one expression for all of a form, as each costs about a millisecond to make. */
function convert(frame: DataFrame, forms: ReadonlyMap<string, Form>): DataFrame {
  const pl = loadPolars();
  const of = (...wanted: Form[]): string[] =>
    frame.columns.filter((name) => wanted.includes(forms.get(name) ?? "text"));
  const time = (wall: Expr): Expr => wall.cast(pl.Datetime("ms")).cast(pl.Int64).cast(pl.Float64).fillNull(Number.NaN);
  const parts: [string[], (column: Expr) => Expr][] = [
    [of("number", "whole"), (column) => column.cast(pl.Float64).fillNull(Number.NaN)],
    [of("time"), time],
    [of("zoned"), (column) => time(column.dt.replaceTimeZone("UTC", "raise", "raise"))],
    [of("category"), (column) => column.cast(pl.Utf8).rank("dense").cast(pl.Int32).fillNull(0).cast(pl.Int32)],
  ];
  if (parts.every(([names]) => names.length === 0)) return frame;
  return frame.select(...parts.filter(([names]) => names.length > 0).map(([names, form]) => form(pl.col(names))));
}

function columnOf(frame: DataFrame, coded: DataFrame, name: string, form: Form): Column {
  const pl = loadPolars();
  const isEmpty = frame.height === 0;
  switch (form) {
    case "plain":
      return { kind: "number", values: isEmpty ? new Float64Array(0) : frame.getColumn(name).toTypedArray() };
    case "number":
    case "whole":
      return { kind: "number", values: isEmpty ? new Float64Array(0) : coded.getColumn(name).toTypedArray() };
    case "time":
    case "zoned":
      return { kind: "time", values: isEmpty ? new Float64Array(0) : coded.getColumn(name).toTypedArray() };
    case "text":
      return { kind: "text", values: frame.getColumn(name).cast(pl.Utf8).toArray() as unknown as (string | null)[] };
    case "category": {
      const codes: Int32Array = isEmpty ? new Int32Array(0) : coded.getColumn(name).toTypedArray();
      for (let row = 0; row < codes.length; row++) codes[row] = (codes[row] ?? 0) - 1;
      return { kind: "category", codes, categories: categoriesOf(frame, name) };
    }
  }
}

function categoriesOf(frame: DataFrame, name: string): readonly string[] {
  const pl = loadPolars();
  if (frame.height === 0) return [];
  const distinct = frame.lazy().select(pl.col(name).cast(pl.Utf8).dropNulls().unique().sort()).collectSync();
  return distinct.getColumn(name).toArray() as unknown as string[];
}

function refuseBeyondExact(frame: DataFrame, names: string[]): void {
  const pl = loadPolars();
  if (names.length === 0 || frame.height === 0) return;
  const whole = frame.select(pl.col(names));
  const extremes = [...(whole.min().row(0) as unknown[]), ...(whole.max().row(0) as unknown[])];
  if (extremes.every((value) => Math.abs(Number(value)) < exactWhole)) return;
  for (const name of names) {
    const beyond = pl
      .col(name)
      .gtEq(pl.lit(exactWhole))
      .or(pl.col(name).ltEq(pl.lit(-exactWhole)));
    const found = whole.select(pl.col(name), beyond.alias("beyond")).withRowIndex("its row").filter(pl.col("beyond"));
    if (found.height === 0) continue;
    const value = String(found.select(pl.col(name).cast(pl.Utf8)).getColumn(name).get(0));
    throw new ArgumentError(
      `columns: column "${name}" row ${Number(found.getColumn("its row").get(0)) + 1} is ${value}, beyond 2^53 where numbers are no longer exact; read an identifier as text or category`,
    );
  }
}
