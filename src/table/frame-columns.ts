import type { DataFrame } from "nodejs-polars";
import { ArgumentError, NotFoundError } from "../core/errors.js";
import { type Column, type Columns, columnsOf } from "./columns.js";
import { loadPolars } from "./load-polars.js";

/** What `columns` makes of a frame's text. */
export interface FrameColumnsOptions {
  /** Text columns to keep as text; the others become categories. */
  readonly text?: readonly string[];
}

const exactWhole = 2 ** 53;

/**
 * The frame's columns as plain typed arrays: numbers as Float64Array with NaN for missing, text as category codes (categories in
 * code-point order), dates as milliseconds of wall-clock time, booleans as 0 and 1. Refuses whole numbers beyond 2^53, which a
 * number cannot hold, and kinds of column that have no such form.
 */
export function columns(frame: DataFrame, { text = [], ...rest }: FrameColumnsOptions = {}): Columns {
  const unknown = Object.keys(rest)[0];
  if (unknown !== undefined) throw new ArgumentError(`columns: unknown option "${unknown}"; there is "text"`);
  for (const name of text) {
    if (!frame.columns.includes(name)) {
      throw new NotFoundError(`columns: no column "${name}"; there are ${frame.columns.join(", ")}`);
    }
  }
  return columnsOf(frame.columns.map((name) => [name, columnOf(frame, name, text.includes(name))] as const));
}

function columnOf(frame: DataFrame, name: string, asText: boolean): Column {
  const pl = loadPolars();
  const dtype = frame.getColumn(name).dtype;
  const zone = (dtype as { readonly timeZone?: string | null }).timeZone;
  switch (dtype.variant as string) {
    case "Int64":
    case "UInt64":
      refuseBeyondExact(frame, name);
      return { kind: "number", values: numbersOf(frame, name) };
    case "Float64":
    case "Float32":
    case "Int32":
    case "Int16":
    case "Int8":
    case "UInt32":
    case "UInt16":
    case "UInt8":
    case "Bool":
    case "Decimal":
      return { kind: "number", values: numbersOf(frame, name) };
    case "Null":
      return { kind: "number", values: new Float64Array(frame.height).fill(Number.NaN) };
    case "Datetime":
    case "Date": {
      const wall = zone ? pl.col(name).dt.replaceTimeZone("UTC", "raise", "raise") : pl.col(name);
      const whole = frame.select(wall.cast(pl.Datetime("ms")).cast(pl.Int64).alias(name));
      return { kind: "time", values: numbersOf(whole, name) };
    }
    case "Utf8":
    case "String":
    case "Categorical": {
      const asString = frame.select(pl.col(name).cast(pl.Utf8));
      return asText ? textOf(asString, name) : categoryOf(asString, name);
    }
    default:
      throw new ArgumentError(
        `columns: column "${name}" is ${dtype.variant}, which has no plain array; cast it or leave it out`,
      );
  }
}

function numbersOf(frame: DataFrame, name: string): Float64Array {
  const pl = loadPolars();
  if (frame.height === 0) return new Float64Array(0);
  const values = frame.select(pl.col(name).cast(pl.Float64).fillNull(Number.NaN)).getColumn(name).toTypedArray();
  return values as Float64Array;
}

function refuseBeyondExact(frame: DataFrame, name: string): void {
  const pl = loadPolars();
  const beyond = pl
    .col(name)
    .gt(pl.lit(exactWhole))
    .or(pl.col(name).lt(pl.lit(-exactWhole)));
  const found = frame.select(pl.col(name)).withRowIndex("its row").filter(beyond);
  if (found.height === 0) return;
  const value = String(found.select(pl.col(name).cast(pl.Utf8)).getColumn(name).get(0));
  throw new ArgumentError(
    `columns: column "${name}" row ${Number(found.getColumn("its row").get(0)) + 1} is ${value}, beyond 2^53 where numbers are no longer exact; read an identifier as text or category`,
  );
}

function textOf(frame: DataFrame, name: string): Column {
  return { kind: "text", values: frame.getColumn(name).toArray() as (string | null)[] };
}

function categoryOf(frame: DataFrame, name: string): Column {
  const pl = loadPolars();
  if (frame.height === 0) return { kind: "category", codes: new Int32Array(0), categories: [] };
  const value = pl.col(name);
  const ranked = frame.select(value.rank("dense").cast(pl.Int32).sub(1).fillNull(-1).cast(pl.Int32).alias(name));
  const distinct = frame.lazy().select(value.dropNulls().unique().sort()).collectSync();
  return {
    kind: "category",
    codes: ranked.getColumn(name).toTypedArray() as Int32Array,
    categories: distinct.getColumn(name).toArray() as string[],
  };
}
