import { checkOptionNames } from "../../core/check-option-names.js";
import { didYouMean } from "../../core/did-you-mean.js";
import { ArgumentError } from "../../core/errors.js";
import type { ColumnSpec } from "./column.js";

/** The one source of truth about a table: its columns by their name in code, in order. */
export interface TableSchema<C extends SchemaColumns = SchemaColumns> {
  readonly name: string;
  readonly columns: C;
  /** Columns that together identify a row; repeats are counted in the report. */
  readonly key: readonly string[];
  /** Cell strings that mean "missing" in every column that does not name its own. */
  readonly missing: readonly string[];
  /** Whether blanks round names and cells of a text file are left out, in every column that does not say so itself. */
  readonly trim?: boolean | undefined;
  readonly description?: string | undefined;
}

/** Columns of a schema by their name in code. */
export type SchemaColumns = { readonly [name: string]: ColumnSpec };

/** The type of one row of a table: `type Row = SchemaRow<typeof trafficSchema>`. */
export type SchemaRow<S extends TableSchema> = {
  readonly [K in keyof S["columns"]]: S["columns"][K] extends ColumnSpec<infer Value> ? Value : never;
};

/** Settings of a whole table. */
export interface SchemaOptions<Name extends string = string> {
  /** Columns that together identify a row. */
  readonly key?: readonly Name[] | undefined;
  /** Cell strings that mean "missing"; default only the empty cell. Any other word is a value. */
  readonly missing?: readonly string[] | undefined;
  /**
   * Whether blanks round names and cells of a text file are left out; default false, so that ` a` and `a` are two
   * values.
   */
  readonly trim?: boolean | undefined;
  readonly description?: string | undefined;
}

const optionNames = [
  "kind",
  "source",
  "otherSources",
  "optional",
  "unit",
  "description",
  "nullable",
  "missing",
  "min",
  "max",
  "outOfRange",
  "values",
  "trim",
  "decimal",
  "thousands",
  "percent",
  "format",
  "otherFormats",
  "unique",
  "pattern",
];

/**
 * A table's schema: the columns by their name in code, in order. Refuses option names it does not know, two columns of
 * one source, an empty range, and a key that is not a column.
 *
 * @example schema("weather", { temperature: column.number({ source: "temp", unit: "K" }) }).name // "weather"
 */
export function schema<const C extends SchemaColumns>(
  name: string,
  columns: C,
  { key = [], missing = [""], trim, description }: SchemaOptions<keyof C & string> = {},
): TableSchema<C> {
  const names = Object.keys(columns);
  if (names.length === 0)
    throw new ArgumentError(`schema: "${name}" needs at least one column; for example { price: column.number() }`);
  const sources = new Map<string, string>();
  for (const [columnName, spec] of Object.entries(columns)) {
    checkColumn(`"${columnName}" of "${name}"`, spec);
    for (const source of sourceNames(columnName, spec)) {
      const other = sources.get(source);
      if (other !== undefined) {
        throw new ArgumentError(
          `schema: columns "${other}" and "${columnName}" of "${name}" both read "${source}"; give one of them another source`,
        );
      }
      sources.set(source, columnName);
    }
  }
  for (const part of key) {
    if (!names.includes(part)) {
      throw new ArgumentError(`schema: key "${part}" of "${name}" is not a column${didYouMean(part, names)}`);
    }
  }
  return {
    name,
    columns,
    key,
    missing,
    trim,
    description,
  };
}

/** The names a column may have in a file, the usual one first. */
export function sourceNames(name: string, spec: ColumnSpec): readonly string[] {
  return [spec.source ?? name, ...(spec.otherSources ?? [])];
}

function checkColumn(label: string, spec: ColumnSpec): void {
  checkOptionNames(`schema: column ${label}`, spec, optionNames);
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = spec;
  if (!(min <= max))
    throw new ArgumentError(`schema: column ${label} has min (${min}) greater than max (${max}); swap them`);
  if (spec.values?.length === 0) throw new ArgumentError(`schema: column ${label} allows no value; leave values out`);
  if (spec.thousands !== undefined && spec.thousands === (spec.decimal ?? ".")) {
    throw new ArgumentError(
      `schema: column ${label} has "${spec.thousands}" both as thousands and as decimal mark; name two different marks`,
    );
  }
  if (spec.pattern !== undefined) checkPattern(label, spec.pattern);
  checkFormats(label, spec);
}

function checkPattern(label: string, pattern: string): void {
  try {
    new RegExp(pattern, "u");
  } catch (cause) {
    throw new ArgumentError(`schema: column ${label} has the pattern ${pattern}; expected a regular expression`, {
      cause,
    });
  }
  if (/\(\?<?[=!]|\\[1-9]/.test(pattern)) {
    throw new ArgumentError(
      `schema: column ${label} has the pattern ${pattern}; look-around and back references are not possible, write it without`,
    );
  }
}

/** Two formats that differ only in which number is which would each fit the same cell and mean another day. */
function checkFormats(label: string, { format, otherFormats = [] }: ColumnSpec): void {
  const seen = new Map<string, string>();
  for (const one of [...(format === undefined ? [] : [format]), ...otherFormats]) {
    const shape = one.replace(/%[-_0]?[dmeyHIMS]/g, "%2");
    const other = seen.get(shape);
    if (other !== undefined) {
      throw new ArgumentError(
        `schema: column ${label} takes both ${other} and ${one}, and a cell may fit both; keep the one that the publisher uses`,
      );
    }
    seen.set(shape, one);
  }
}
