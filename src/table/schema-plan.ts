import type { Expr } from "nodejs-polars";
import type { ColumnSpec } from "./column.js";
import { loadPolars } from "./load-polars.js";
import type { TableSchema } from "./schema.js";

/** The expressions a schema stands for. Columns of one kind share one: making an expression costs JavaScript about a millisecond. */
export interface SchemaPlan {
  /** Texts with null for every missing marker. */
  readonly marked: readonly Expr[];
  /** Texts in their types, with null for every text that is not exactly such a value. */
  readonly cast: readonly Expr[];
  /** The columns in the schema's order. */
  readonly inOrder: Expr;
  /** Least and greatest value of the columns that have a range. */
  readonly extremes: { readonly least: Expr; readonly greatest: Expr } | undefined;
  /** For columns with allowed values, how many cells hold another. */
  readonly strangers: readonly Expr[];
}

/** ISO 8601 without a zone: the forms a date column without a format takes, the first of them tried on the whole column. */
export const isoFormats: readonly [string, ...string[]] = [
  "%Y-%m-%d %H:%M:%S",
  "%Y-%m-%d",
  "%Y-%m-%dT%H:%M:%S",
  "%Y-%m-%d %H:%M:%S%.3f",
  "%Y-%m-%dT%H:%M:%S%.3f",
];

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

/**
 * The time a text stands for. The engine reads 31/02/2020 as 1 February and 17:00:60 as the next minute; a date counts only when
 * writing it in the same format gives the same text again.
 */
export function exactTime(text: Expr, format: string): Expr {
  const pl = loadPolars();
  const time = text.str.strptime(pl.Datetime, format).cast(pl.Datetime("ms"));
  const again = time.dt.strftime(format).str.toLowerCase();
  return pl.when(again.eq(text.str.toLowerCase())).then(time).otherwise(pl.lit(null));
}

function makePlan(schema: TableSchema): SchemaPlan {
  const pl = loadPolars();
  const specs = Object.entries(schema.columns);
  const markers = groupBy(specs, ([, { missing = schema.missing }]) => JSON.stringify(missing));
  const kinds = groupBy(specs, ([, { kind, format = "" }]) => `${kind} ${format}`);
  const ranged = specs.filter(([, { min, max }]) => min !== undefined || max !== undefined).map(([name]) => name);
  return {
    marked: markers.map((group) => markMissing(namesOf(group), group[0]?.[1].missing ?? schema.missing)),
    cast: kinds.map((group) => castTo(namesOf(group), group[0]?.[1])),
    inOrder: pl.col(namesOf(specs)),
    extremes: ranged.length === 0 ? undefined : { least: pl.col(ranged).min(), greatest: pl.col(ranged).max() },
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
  };
}

function markMissing(names: string[], markers: readonly string[]): Expr {
  const pl = loadPolars();
  const text = pl.col(names);
  if (markers.length === 0) return text;
  return pl
    .when(text.isIn([...markers]).not())
    .then(text)
    .otherwise(pl.lit(null));
}

function castTo(names: string[], spec: ColumnSpec | undefined): Expr {
  const pl = loadPolars();
  const text = pl.col(names);
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
        .when(word.isIn(["true", "1", "yes", "false", "0", "no"]))
        .then(word.isIn(["true", "1", "yes"]))
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

function namesOf(specs: readonly (readonly [string, ColumnSpec])[]): string[] {
  return specs.map(([name]) => name);
}
