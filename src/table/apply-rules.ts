import type { DataFrame, Expr } from "nodejs-polars";
import { FormatError } from "../core/errors.js";
import type { ColumnSpec } from "./column.js";
import { duplicateRows } from "./duplicate-rows.js";
import { loadPolars } from "./load-polars.js";
import { rowOf } from "./row-of.js";
import type { TableSchema } from "./schema.js";
import { schemaPlan } from "./schema-plan.js";
import type { OutOfRange, TableReport } from "./table-report.js";

/** Where the rows of a typed frame come from, and who gets the account. */
export interface RulesPlace {
  /** The file or URI that errors name. */
  readonly place: string;
  /** Names a row by its index: `line 5`, `row 4`. */
  readonly rowName: (row: number) => string;
  readonly onReport?: ((report: TableReport) => void) | undefined;
  /** The frame may have been through the rules before, so a cell that was out of range may be missing already. */
  readonly wasRepaired?: boolean;
}

/** Rows of one column that break one rule of its schema. */
interface Breach {
  readonly column: string;
  readonly spec: ColumnSpec;
  readonly broken: Expr;
  readonly rule: string;
  readonly repair: boolean;
}

/**
 * A frame of the schema's columns and types with the rules applied: missing cells, ranges, allowed values. A broken rule is refused
 * with column, row and value; a range with `outOfRange: "missing"` empties the cell and counts it.
 */
export function applyRules(
  frame: DataFrame,
  schema: TableSchema,
  { place, rowName, onReport, wasRepaired = false }: RulesPlace,
): DataFrame {
  let repaired = frame;
  const outOfRange: OutOfRange[] = [];
  for (const { column, spec, broken, rule, repair } of frame.height === 0 ? [] : breaches(frame, schema, wasRepaired)) {
    const pl = loadPolars();
    const rows = frame.select(broken.alias("broken")).withRowIndex("row").filter(pl.col("broken")).getColumn("row");
    if (rows.length === 0) continue;
    const row = Number(rows.get(0));
    const value = cellText(frame, column, row);
    if (!repair) {
      const more = rows.length > 1 ? ` (and ${rows.length - 1} more)` : "";
      throw new FormatError(
        `readTable: column "${spec.source ?? column}" ${rowName(row)} of ${place} ${value}${more}, the schema "${schema.name}" asks for ${rule}`,
      );
    }
    const firstPlace = `${rowName(row)} of ${place}`;
    outOfRange.push({ column, count: rows.length, firstPlace, firstValue: value.replace(/^is /, ""), rule });
    repaired = repaired.withColumns(pl.when(broken.not()).then(pl.col(column)).otherwise(pl.lit(null)));
  }
  onReport?.({
    place,
    rowCount: frame.height,
    outOfRange,
    missing: missingCells(repaired),
    repeatedKeys: schema.key.length === 0 ? 0 : duplicateRows(repaired, schema.key),
  });
  return repaired;
}

/** The rules that are broken, found by one pass each of counts, least and greatest values. */
function breaches(frame: DataFrame, schema: TableSchema, wasRepaired: boolean): Breach[] {
  const pl = loadPolars();
  const { extremes, strangers } = schemaPlan(schema);
  const missing = missingCells(frame);
  const least = extremes === undefined ? {} : rowOf(frame.select(extremes.least), 0);
  const greatest = extremes === undefined ? {} : rowOf(frame.select(extremes.greatest), 0);
  const strange = strangers.length === 0 ? {} : rowOf(frame.select(...strangers), 0);
  return Object.entries(schema.columns).flatMap(([column, spec]) => {
    const found: Breach[] = [];
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, values = [] } = spec;
    const nullable = spec.nullable || (wasRepaired && spec.outOfRange === "missing");
    if (!nullable && (missing[column] ?? 0) > 0) {
      const rule = "a value (nullable: true lets cells be missing)";
      found.push({ column, spec, broken: pl.col(column).isNull(), rule, repair: false });
    }
    if (Number(least[column] ?? min) < min || Number(greatest[column] ?? max) > max) {
      const broken = pl
        .col(column)
        .lt(pl.lit(min))
        .or(pl.col(column).gt(pl.lit(max)))
        .fillNull(pl.lit(false));
      found.push({ column, spec, broken, rule: rangeText(spec), repair: spec.outOfRange === "missing" });
    }
    if (Number(strange[column] ?? 0) > 0) {
      const known = values.length > 12 ? [...values.slice(0, 12), "..."] : values;
      const broken = pl
        .col(column)
        .isIn([...values])
        .not();
      found.push({ column, spec, broken, rule: `one of ${known.join(", ")}`, repair: false });
    }
    return found;
  });
}

function missingCells(frame: DataFrame): Readonly<Record<string, number>> {
  const counts = Object.entries(rowOf(frame.nullCount(), 0)).map(([name, count]) => [name, Number(count)] as const);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

function cellText(frame: DataFrame, column: string, row: number): string {
  const pl = loadPolars();
  const { variant } = frame.getColumn(column).dtype;
  const text: unknown = frame.slice(row, 1).select(pl.col(column).cast(pl.Utf8)).getColumn(column).get(0);
  if (typeof text !== "string") return "is missing";
  return `is ${variant === "String" || variant === "Utf8" ? JSON.stringify(text) : text.replace(/\.0+$/, "")}`;
}

function rangeText({ min, max, unit }: ColumnSpec): string {
  const suffix = unit === undefined ? "" : ` ${unit}`;
  if (min === undefined) return `at most ${max}${suffix}`;
  if (max === undefined) return `at least ${min}${suffix}`;
  return `${min} to ${max}${suffix}`;
}
