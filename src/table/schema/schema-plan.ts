import type { Expr } from "nodejs-polars";
import { isoFormats } from "../csv/date-forms.js";
import { hasNumberMarks, numberText } from "../csv/number-text.js";
import { exactTime } from "../formats/exact-time.js";
import { loadPolars } from "../load-polars.js";
import type { ColumnSpec } from "./column.js";
import type { TableSchema } from "./schema.js";

/**
 * The expressions of a schema. Columns of one kind share one: making an expression costs JavaScript about a
 * millisecond.
 */
export interface SchemaPlan {
  /** Strings with blanks left out where the schema says so, and null for every missing marker. */
  readonly marked: readonly Expr[];
  /** Strings of the numbers that have marks, in plain form; null where they are not such a number. */
  readonly plain: readonly Expr[];
  /** Strings in their types, with null for every text that is not exactly such a value. */
  readonly cast: readonly Expr[];
  /** The columns in the schema's order. */
  readonly inOrder: Expr;
  /** Min and max of the columns that have a range. */
  readonly extremes: { readonly min: Expr; readonly max: Expr } | undefined;
  /** For columns with allowed values, how many cells hold another. */
  readonly strangers: readonly Expr[];
  /** For columns with a pattern, how many cells do not match it. */
  readonly unlike: readonly Expr[];
  /** For columns without repeats, how many cells repeat an earlier one. */
  readonly repeats: readonly Expr[];
}

const yes = ["true", "t", "1", "yes", "y"];
const no = ["false", "f", "0", "no", "n"];

// A schema never changes, so its plan is the same every time; reading many files with one schema makes it once.
const plans = new WeakMap<TableSchema, SchemaPlan>();

/** The plan of a schema, made at its first use. */
export function schemaPlan(schema: TableSchema): SchemaPlan {
  const known = plans.get(schema);
  if (known !== undefined) return known;
  const plan = makePlan(schema);
  plans.set(schema, plan);
  return plan;
}

function makePlan(schema: TableSchema): SchemaPlan {
  const pl = loadPolars();
  const specs = Object.entries(schema.columns);
  const { missing: schemaMissing, trim: schemaTrim = false } = schema;
  const markers = groupBy(specs, ([, { missing = schemaMissing, trim = schemaTrim }]) =>
    JSON.stringify([missing, trim]),
  );
  const kinds = groupBy(specs, ([, { kind, format = "", otherFormats = [] }]) =>
    JSON.stringify([kind, format, ...otherFormats]),
  );
  const marks = groupBy(
    specs.filter(([, spec]) => hasNumberMarks(spec)),
    ([, { thousands, decimal, percent }]) => JSON.stringify([thousands, decimal, percent]),
  );
  const ranged = specs.filter(([, { min, max }]) => min !== undefined || max !== undefined).map(([name]) => name);
  return {
    marked: markers.map((group) => {
      const { missing = schemaMissing, trim = schemaTrim } = group[0]?.[1] ?? {};
      return markMissing(getNames(group), missing, trim);
    }),
    plain: marks.map((group) => numberText(pl.col(getNames(group)), group[0]?.[1] ?? {})),
    cast: kinds.map((group) => castTo(pl.col(getNames(group)), group[0]?.[1])),
    inOrder: pl.col(getNames(specs)),
    extremes: ranged.length === 0 ? undefined : { min: pl.col(ranged).min(), max: pl.col(ranged).max() },
    strangers: specs.flatMap(([name, { values }]) =>
      values === undefined
        ? []
        : [
            pl
              .col(name)
              .isIn([...values])
              .not()
              .sum(),
          ],
    ),
    unlike: specs.flatMap(([name, { pattern }]) =>
      pattern === undefined ? [] : [pl.col(name).str.contains(wholeCell(pattern)).not().sum()],
    ),
    repeats: specs.flatMap(([name, { unique = false }]) => (unique ? [laterRepeats(name).sum().alias(name)] : [])),
  };
}

/** A pattern that holds for the whole cell. */
export function wholeCell(pattern: string): string {
  return `^(?:${pattern})$`;
}

/** Whether a cell repeats the value of an earlier row. */
export function laterRepeats(name: string): Expr {
  const pl = loadPolars();
  return pl.col(name).isFirstDistinct().not().and(pl.col(name).isNotNull());
}

function markMissing(names: string[], markers: readonly string[], trim: boolean): Expr {
  const pl = loadPolars();
  const text = trim ? pl.col(names).str.strip() : pl.col(names);
  if (markers.length === 0) return text;
  return pl
    .when(text.isIn([...markers]).not())
    .then(text)
    .otherwise(pl.lit(null));
}

/** Strings in the type of a column, null where one is not such a value; of its formats only the first is tried. */
export function castTo(text: Expr, spec: ColumnSpec | undefined): Expr {
  const pl = loadPolars();
  switch (spec?.kind) {
    case "number": {
      const value = text.cast(pl.Float64, false);
      return pl.when(value.isFinite()).then(value).otherwise(pl.lit(null));
    }
    case "integer":
      return text.cast(pl.Int64, false);
    case "boolean": {
      const word = text.str.toLowerCase();
      return pl
        .when(word.isIn([...yes, ...no]))
        .then(word.isIn([...yes]))
        .otherwise(pl.lit(null));
    }
    case "datetime":
      return exactTime(text, spec.format ?? isoFormats[0]);
    default:
      return text;
  }
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): (readonly Item[])[] {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups.values()];
}

function getNames(specs: readonly (readonly [string, ColumnSpec])[]): string[] {
  return specs.map(([name]) => name);
}
