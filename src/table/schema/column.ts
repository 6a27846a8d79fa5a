/** What a column holds. */
export type ColumnKind = "number" | "integer" | "category" | "string" | "datetime" | "boolean";

/** One column of a schema, complete. `Value` is the type of its cells. */
export interface ColumnSpec<Value = unknown> {
  readonly kind: ColumnKind;
  /** The column's name in the file; absent when it is the name in code. */
  readonly source?: string | undefined;
  /** Other names the column has had in files. */
  readonly otherSources?: readonly string[] | undefined;
  /** A file may lack the column; its cells are then missing. */
  readonly optional?: boolean | undefined;
  /** Unit of measure, for axis names and the data dictionary. */
  readonly unit?: string | undefined;
  /** What the column means, in one line. */
  readonly description?: string | undefined;
  /** Whether cells may be missing. */
  readonly nullable: boolean;
  /** Least value allowed, included. */
  readonly min?: number | undefined;
  /** Greatest value allowed, included. */
  readonly max?: number | undefined;
  /**
   * What happens to a number outside the range: the table is refused, or the cell counts as missing and is reported.
   */
  readonly outOfRange: "refuse" | "missing";
  /** The only values allowed. */
  readonly values?: readonly string[] | undefined;
  /** Cell strings that mean "missing", instead of the schema's. */
  readonly missing?: readonly string[] | undefined;
  /** Whether blanks round a cell are left out, instead of the schema's. */
  readonly trim?: boolean | undefined;
  /** What parts the whole from the fraction; absent is a point. */
  readonly decimal?: "," | undefined;
  /** What parts groups of three digits; absent is nothing. */
  readonly thousands?: ThousandsMark | undefined;
  /** Whether a number may end in a percent sign. */
  readonly percent?: boolean | undefined;
  /** Date format as in strftime, for example `%Y-%m-%d %H:%M:%S`. */
  readonly format?: string | undefined;
  /** Further formats, for cells that are not in the first. */
  readonly otherFormats?: readonly string[] | undefined;
  /** Whether a value may stand in one row only. */
  readonly unique?: boolean | undefined;
  /** Regular expression that a whole cell must match. */
  readonly pattern?: string | undefined;
  /** Carries the type of the cells; never set. */
  readonly valueType?: Value;
}

/** What may part groups of three digits. */
export type ThousandsMark = "," | "." | " " | "'";

/** Options every kind of column takes. */
export interface ColumnOptions {
  /**
   * Name in the file; default: the name in code. Several are names it has had: a file must have exactly one of them.
   */
  readonly source?: string | readonly string[] | undefined;
  /** Whether a file may lack the column, so that its cells are missing; default false. */
  readonly optional?: boolean | undefined;
  readonly unit?: string | undefined;
  readonly description?: string | undefined;
  /** Whether cells may be missing; default false. */
  readonly nullable?: boolean | undefined;
  /** Cell strings that mean "missing"; default: the schema's, which is only the empty cell. */
  readonly missing?: readonly string[] | undefined;
  /** Whether blanks round a cell are left out; default: the schema's `trim`. */
  readonly trim?: boolean | undefined;
  /** Whether a value may stand in one row only; missing cells do not count. Default false. */
  readonly unique?: boolean | undefined;
}

/** Options of a numeric column. The three that say how it is written hold for text files only. */
export interface NumberColumnOptions extends ColumnOptions {
  /**
   * What parts the whole from the fraction: default a point; with a comma, a point is refused unless it is the
   * thousands mark.
   */
  readonly decimal?: "." | "," | undefined;
  /**
   * What parts groups of exactly three digits (`1,234,567`); cells without any are taken too. Default: none is taken.
   */
  readonly thousands?: ThousandsMark | undefined;
  /** Whether a cell may end in a percent sign, which is left out: `88.71%` is 88.71. Default false. */
  readonly percent?: boolean | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** Default "refuse". With "missing" the cell becomes missing and is counted in the report. */
  readonly outOfRange?: "refuse" | "missing" | undefined;
}

/** Options of a category or text column. */
export interface StringColumnOptions extends ColumnOptions {
  /** The only values allowed; default any. */
  readonly values?: readonly string[] | undefined;
  /** Regular expression, without look-around, that the whole cell must match. */
  readonly pattern?: string | undefined;
}

/** Options of a date and time column. */
export interface DatetimeColumnOptions extends ColumnOptions {
  /**
   * Format as in strftime; default ISO 8601 without a zone: date, or date and time apart by a blank or `T`. Of several,
   * each cell takes the first that fits. A format without a day (`%Y-%m`) or month means the first. With `%z` (`+0200`,
   * `Z`) times are in UTC.
   */
  readonly format?: string | readonly string[] | undefined;
}

type Missing<O> = O extends { nullable: true } | { outOfRange: "missing" } | { optional: true } ? null : never;
type OneOf<O> = O extends { values: readonly (infer V)[] } ? V : string;

/**
 * Makes the columns of a schema. In a frame a `number` is Float64, an `integer` Int64, `category` and `text` String, a
 * `datetime` Datetime in milliseconds of wall-clock time, a `boolean` Boolean (`true`/`false`, `t`/`f`, `1`/`0`,
 * `yes`/`no`, `y`/`n`, any case).
 *
 * @example column.number({ unit: "K", min: 0 }).kind // "number"
 */
export const column: {
  number<const O extends NumberColumnOptions>(options?: O): ColumnSpec<number | Missing<O>>;
  integer<const O extends NumberColumnOptions>(options?: O): ColumnSpec<number | Missing<O>>;
  category<const O extends StringColumnOptions>(options?: O): ColumnSpec<OneOf<O> | Missing<O>>;
  string<const O extends StringColumnOptions>(options?: O): ColumnSpec<OneOf<O> | Missing<O>>;
  datetime<const O extends DatetimeColumnOptions>(options?: O): ColumnSpec<Date | Missing<O>>;
  boolean<const O extends ColumnOptions>(options?: O): ColumnSpec<boolean | Missing<O>>;
} = {
  number: (options) => toSpec("number", options),
  integer: (options) => toSpec("integer", options),
  category: (options) => toSpec("category", options),
  string: (options) => toSpec("string", options),
  datetime: (options) => toSpec("datetime", options),
  boolean: (options) => toSpec("boolean", options),
};

type AnyOptions = ColumnOptions &
  Omit<DatetimeColumnOptions, keyof ColumnOptions> &
  Pick<NumberColumnOptions, "decimal" | "outOfRange">;

function toSpec<Value>(kind: ColumnKind, options: AnyOptions = {}): ColumnSpec<Value> {
  const { source, format, decimal, ...others } = options;
  const [firstSource, ...otherSources] = typeof source === "string" ? [source] : (source ?? []);
  const [firstFormat, ...otherFormats] = typeof format === "string" ? [format] : (format ?? []);
  return {
    ...others,
    nullable: others.nullable ?? false,
    outOfRange: others.outOfRange ?? "refuse",
    decimal: decimal === "." ? undefined : decimal,
    source: firstSource,
    otherSources: otherSources.length > 0 ? otherSources : undefined,
    format: firstFormat,
    otherFormats: otherFormats.length > 0 ? otherFormats : undefined,
    kind,
  };
}
