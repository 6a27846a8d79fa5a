import type { DataFrame, Expr } from "nodejs-polars";
import { ArgumentError, FormatError } from "../core/errors.js";
import type { ColumnSpec } from "./column.js";
import { duplicateRows } from "./duplicate-rows.js";
import { loadPolars, type Polars } from "./load-polars.js";
import type { TableSchema } from "./schema.js";
import type { OutOfRange, TableReport } from "./table-report.js";

/** How a row is named in errors, and what was done is told. */
export interface ValidateOptions {
  /** The file or URI that errors name; default "the frame". */
  readonly place?: string;
  /** Names a row by its index; default `row 1` for the first. */
  readonly rowName?: (row: number) => string;
  /** Gets the account of what was found, once the table is accepted. */
  readonly onReport?: (report: TableReport) => void;
  /** The function that refuses; default "validateFrame". */
  readonly caller?: string;
}

interface Rule {
  readonly column: string;
  readonly spec: ColumnSpec;
  readonly broken: Expr;
  readonly text: string;
  readonly repair: boolean;
}

/**
 * The frame with its schema's rules applied: missing cells, ranges, allowed values, the last two for columns already of the right type.
 * A broken rule is refused with column, row and value; a range with `outOfRange: "missing"` empties the cell and counts it.
 */
export function validateFrame(frame: DataFrame, schema: TableSchema, options: ValidateOptions = {}): DataFrame {
  const pl = loadPolars();
  const {
    place = "the frame",
    rowName = (row) => `row ${row + 1}`,
    onReport,
    caller = "validateFrame",
  } = checkOptions(options);
  const rules = rulesOf(pl, schema);
  const counts = countBroken(frame, rules);
  const outOfRange: OutOfRange[] = [];
  for (const [index, rule] of rules.entries()) {
    const count = counts[index] ?? 0;
    if (count === 0) continue;
    const row = firstRow(pl, frame, rule.broken);
    const firstPlace = `${rowName(row)} of ${place}`;
    const value = cellText(frame, rule.column, row);
    if (!rule.repair) {
      const more = count > 1 ? ` (and ${count - 1} more)` : "";
      const seen = value === "" ? "is missing" : `is ${value}`;
      throw new FormatError(
        `${caller}: column "${sourceOf(rule)}" ${firstPlace} ${seen}${more}, the schema "${schema.name}" asks for ${rule.text}`,
      );
    }
    outOfRange.push({ column: rule.column, count, firstPlace, firstValue: value, rule: rule.text });
  }
  const repaired = repair(pl, frame, rules, counts);
  onReport?.({
    place,
    rowCount: frame.height,
    outOfRange,
    missing: missingCells(repaired, schema),
    repeatedKeys: schema.key.length === 0 ? 0 : duplicateRows(repaired, schema.key),
  });
  return repaired;
}

function rulesOf(pl: Polars, schema: TableSchema): Rule[] {
  return Object.entries(schema.columns).flatMap(([name, spec]) => {
    const value = pl.col(name);
    const rules: Rule[] = [];
    const add = (broken: Expr, text: string, repair = false): void => {
      rules.push({ column: name, spec, broken, text, repair });
    };
    if (!spec.nullable) add(value.isNull(), "a value (nullable: true lets cells be missing)");
    if (spec.min !== undefined || spec.max !== undefined) {
      const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = spec;
      const outside = value
        .lt(pl.lit(min))
        .or(value.gt(pl.lit(max)))
        .or(value.cast(pl.Float64).isNan());
      add(outside, rangeText(spec), spec.outOfRange === "missing");
    }
    if (spec.values !== undefined) {
      const known = spec.values.length > 12 ? [...spec.values.slice(0, 12), "..."] : spec.values;
      add(value.isIn([...spec.values]).not(), `one of ${known.join(", ")}`);
    }
    return rules;
  });
}

function countBroken(frame: DataFrame, rules: readonly Rule[]): readonly number[] {
  if (rules.length === 0 || frame.height === 0) return [];
  const sums = frame.select(...rules.map(({ broken }, index) => broken.sum().alias(`${index}`)));
  return rules.map((_, index) => Number(sums.getColumn(`${index}`).get(0) ?? 0));
}

function firstRow(pl: Polars, frame: DataFrame, broken: Expr): number {
  const index = frame.select(broken.alias("broken")).withRowIndex("row").filter(pl.col("broken")).getColumn("row");
  return Number(index.get(0));
}

function repair(pl: Polars, frame: DataFrame, rules: readonly Rule[], counts: readonly number[]): DataFrame {
  const repairs = rules
    .filter((rule, index) => rule.repair && (counts[index] ?? 0) > 0)
    .map(({ column, broken }) => pl.when(broken).then(pl.lit(null)).otherwise(pl.col(column)).alias(column));
  return repairs.length === 0 ? frame : frame.withColumns(...repairs);
}

function missingCells(frame: DataFrame, schema: TableSchema): Record<string, number> {
  const counts = Object.keys(schema.columns).map((name) => [name, frame.getColumn(name).nullCount()] as const);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

function cellText(frame: DataFrame, column: string, row: number): string {
  const value: unknown = frame.getColumn(column).get(row);
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? `"${value}"` : String(value);
}

function rangeText({ min, max, unit }: ColumnSpec): string {
  const suffix = unit === undefined ? "" : ` ${unit}`;
  if (min === undefined) return `at most ${max}${suffix}`;
  if (max === undefined) return `at least ${min}${suffix}`;
  return `${min} to ${max}${suffix}`;
}

function sourceOf({ column, spec }: Rule): string {
  return spec.source ?? column;
}

function checkOptions(options: ValidateOptions): ValidateOptions {
  const unknown = Object.keys(options).find((name) => !["place", "rowName", "onReport", "caller"].includes(name));
  if (unknown !== undefined) throw new ArgumentError(`validateFrame: unknown option "${unknown}"`);
  return options;
}
