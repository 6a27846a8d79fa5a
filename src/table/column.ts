/** What a column holds. */
export type ColumnKind = "number" | "integer" | "category" | "text" | "datetime" | "boolean";

/** One column of a schema, complete: every question about it has an answer here. `Value` is the type of its cells. */
export interface ColumnSpec<Value = unknown> {
  readonly kind: ColumnKind;
  /** The column's name in the file; absent when it is the name in code. */
  readonly source?: string;
  /** Unit of measure, for axis names and the data dictionary. */
  readonly unit?: string;
  /** What the column means, in one line. */
  readonly description?: string;
  /** Whether cells may be missing. */
  readonly nullable: boolean;
  /** Least value allowed, included. */
  readonly min?: number;
  /** Greatest value allowed, included. */
  readonly max?: number;
  /** What happens to a number outside the range: the table is refused, or the cell counts as missing and is reported. */
  readonly outOfRange: "refuse" | "missing";
  /** The only values allowed. */
  readonly values?: readonly string[];
  /** Cell texts that mean "missing", in place of the schema's. */
  readonly missing?: readonly string[];
  /** Date format as in strftime, for example `%Y-%m-%d %H:%M:%S`. */
  readonly format?: string;
  /** Carries the type of the cells; never set. */
  readonly valueType?: Value;
}

/** Options every kind of column takes. */
export interface ColumnOptions {
  /** Name in the file; default: the name in code. */
  readonly source?: string;
  readonly unit?: string;
  readonly description?: string;
  /** Whether cells may be missing; default false. */
  readonly nullable?: boolean;
  /** Cell texts that mean "missing"; default: the schema's, which is only the empty cell. */
  readonly missing?: readonly string[];
}

/** Options of a numeric column. */
export interface NumberColumnOptions extends ColumnOptions {
  readonly min?: number;
  readonly max?: number;
  /** Default "refuse". With "missing" the cell becomes missing and is counted in the report. */
  readonly outOfRange?: "refuse" | "missing";
}

/** Options of a category or text column. */
export interface TextColumnOptions extends ColumnOptions {
  /** The only values allowed; default any. */
  readonly values?: readonly string[];
}

/** Options of a date and time column. */
export interface DatetimeColumnOptions extends ColumnOptions {
  /** Format as in strftime; default ISO 8601 without a zone: date, or date and time apart by a blank or `T`. */
  readonly format?: string;
}

type Missing<O> = O extends { nullable: true } | { outOfRange: "missing" } ? null : never;
type OneOf<O> = O extends { values: readonly (infer V)[] } ? V : string;

/**
 * Makes the columns of a schema. In a frame a `number` is Float64, an `integer` Int64, `category` and `text` String, a `datetime`
 * Datetime in milliseconds of wall-clock time, a `boolean` Boolean (`true`/`false`, `1`/`0`, `yes`/`no`, any case).
 *
 * @example column.number({ unit: "K", min: 0 }).kind // "number"
 */
export const column: {
  number<const O extends NumberColumnOptions>(options?: O): ColumnSpec<number | Missing<O>>;
  integer<const O extends NumberColumnOptions>(options?: O): ColumnSpec<number | Missing<O>>;
  category<const O extends TextColumnOptions>(options?: O): ColumnSpec<OneOf<O> | Missing<O>>;
  text<const O extends TextColumnOptions>(options?: O): ColumnSpec<OneOf<O> | Missing<O>>;
  datetime<const O extends DatetimeColumnOptions>(options?: O): ColumnSpec<Date | Missing<O>>;
  boolean<const O extends ColumnOptions>(options?: O): ColumnSpec<boolean | Missing<O>>;
} = {
  number: (options) => specOf("number", options),
  integer: (options) => specOf("integer", options),
  category: (options) => specOf("category", options),
  text: (options) => specOf("text", options),
  datetime: (options) => specOf("datetime", options),
  boolean: (options) => specOf("boolean", options),
};

function specOf<Value>(kind: ColumnKind, options: ColumnOptions = {}): ColumnSpec<Value> {
  return { nullable: false, outOfRange: "refuse", ...options, kind };
}
