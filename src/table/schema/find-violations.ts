import type { DataFrame, Expr } from "nodejs-polars";
import { getRow } from "../get-row.js";
import { loadPolars } from "../load-polars.js";
import { castRule } from "./cast-cells.js";
import type { ColumnSpec } from "./column.js";
import type { TableSchema } from "./schema.js";
import { laterRepeats, schemaPlan, wholeCell } from "./schema-plan.js";
import type { Violation } from "./validation-error.js";

/** Rows of one column that break one rule of its schema. */
export interface RowViolation {
  readonly column: string;
  readonly spec: ColumnSpec;
  readonly kind: Violation["kind"];
  readonly rule: string;
  readonly rows: Uint32Array;
}

/** What is known of a typed frame besides its cells. */
export interface FindViolationsOptions {
  /** The cells as text, when the types were read from text: null where missing. */
  readonly strings?: DataFrame | undefined;
  /** Columns that the file lacks and may lack. */
  readonly absent: readonly string[];
  /** The frame may have been through the rules before, so a cell that was out of range may be missing already. */
  readonly wasRepaired: boolean;
}

/**
 * The rules that are broken: types first, then each column's rules; found by one pass each of counts, minima and
 * maxima.
 */
export function findViolations(frame: DataFrame, schema: TableSchema, options: FindViolationsOptions): RowViolation[] {
  const { strings = frame, absent, wasRepaired } = options;
  if (frame.height === 0) return [];
  const pl = loadPolars();
  const counts = countBreaches(frame, strings, schema);
  const specs = Object.entries(schema.columns);
  const find = (column: string, kind: Violation["kind"], rule: string, broken: Expr, within = frame): RowViolation => {
    const rows = within.select(broken.alias("broken")).withRowIndex("row").filter(pl.col("broken")).getColumn("row");
    return { column, spec: schema.columns[column] as ColumnSpec, kind, rule, rows: rows.toTypedArray() };
  };
  const unreadable = specs.flatMap(([column, spec]) => {
    if (Number(counts.typed[column]) === Number(counts.strings[column])) return [];
    const both = pl.DataFrame([strings.getColumn(column).alias("text"), frame.getColumn(column).alias("typed")]);
    const broken = pl.col("typed").isNull().and(pl.col("text").isNotNull());
    return [find(column, "type", castRule(spec), broken, both)];
  });
  const others = specs.flatMap(([column, spec]) => {
    const found: RowViolation[] = [];
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, values = [], pattern } = spec;
    const wasEmptied = wasRepaired && (spec.outOfRange === "missing" || spec.optional === true);
    const mayMiss = spec.nullable || wasEmptied || absent.includes(column);
    if (!mayMiss && Number(counts.strings[column]) > 0) {
      const rule = "a value (nullable: true lets cells be missing)";
      found.push(find(column, "missing", rule, pl.col(column).isNull(), strings));
    }
    if (Number(counts.min[column] ?? min) < min || Number(counts.max[column] ?? max) > max) {
      const outside = pl
        .col(column)
        .lt(pl.lit(min))
        .or(pl.col(column).gt(pl.lit(max)));
      found.push(find(column, "range", rangeText(spec), outside.fillNull(pl.lit(false))));
    }
    if (Number(counts.strange[column] ?? 0) > 0) {
      const known = values.length > 12 ? [...values.slice(0, 12), "..."] : values;
      const strange = pl
        .col(column)
        .isIn([...values])
        .not();
      found.push(find(column, "values", `one of ${known.join(", ")}`, strange.fillNull(pl.lit(false))));
    }
    if (pattern !== undefined && Number(counts.unlike[column] ?? 0) > 0) {
      const unlike = pl.col(column).str.contains(wholeCell(pattern)).not();
      found.push(find(column, "pattern", `a string like ${pattern}`, unlike.fillNull(pl.lit(false))));
    }
    if (Number(counts.repeats[column] ?? 0) > 0) {
      found.push(find(column, "unique", "a value that no earlier row has", laterRepeats(column)));
    }
    return found;
  });
  return [...unreadable, ...others];
}

type Counts = Readonly<Record<string, unknown>>;

function countBreaches(
  frame: DataFrame,
  strings: DataFrame,
  schema: TableSchema,
): Readonly<Record<string, Counts>> & {
  readonly typed: Counts;
  readonly strings: Counts;
  readonly min: Counts;
  readonly max: Counts;
  readonly strange: Counts;
  readonly unlike: Counts;
  readonly repeats: Counts;
} {
  const { extremes, strangers, unlike, repeats } = schemaPlan(schema);
  const count = (exprs: readonly Expr[]): Counts => (exprs.length === 0 ? {} : getRow(frame.select(...exprs), 0));
  const typed = getRow(frame.nullCount(), 0);
  return {
    typed,
    strings: strings === frame ? typed : getRow(strings.nullCount(), 0),
    min: extremes === undefined ? {} : getRow(frame.select(extremes.min), 0),
    max: extremes === undefined ? {} : getRow(frame.select(extremes.max), 0),
    strange: count(strangers),
    unlike: count(unlike),
    repeats: count(repeats),
  };
}

function rangeText({ min, max, unit }: ColumnSpec): string {
  const suffix = unit === undefined ? "" : ` ${unit}`;
  if (min === undefined) return `at most ${max}${suffix}`;
  if (max === undefined) return `at least ${min}${suffix}`;
  return `${min} to ${max}${suffix}`;
}
