import type { DataFrame } from "nodejs-polars";
import { ArgumentError, FormatError } from "../core/errors.js";
import { type DriftLevel, levelSeverity, worstLevel } from "../drift/drift-level.js";
import { isProfile } from "../drift/profile-columns.js";
import { mostExamples, type QualityFinding } from "../drift/quality-finding.js";
import { historyFindings } from "../drift/quality-history.js";
import { freshnessFindings, periodFindings, periodRows, type QualityPeriod } from "../drift/quality-time.js";
import { profileTable, type TableProfile } from "../drift/table-profile.js";
import type { WindowUnit } from "../drift/time-windows.js";
import { getNumbers } from "../table/get-numbers.js";
import { loadPolars } from "../table/load-polars.js";
import type { TableSchema } from "../table/schema/schema.js";
import { validateTable } from "../table/schema/validate-table.js";
import { columnsFor } from "../table/to-columns.js";

/** What is wrong with a table, by its rules and by its history. */
export interface DataQuality {
  readonly kind: "data-quality";
  /** The worst level of the findings. */
  readonly level: DriftLevel;
  /** The level as a number: fail 2, warn 1, else 0. */
  readonly severity: 0 | 1 | 2;
  readonly rows: number;
  /** Failures first. */
  readonly findings: readonly QualityFinding[];
  /** Rows by period, where the table has a time column. */
  readonly periods: readonly QualityPeriod[];
}

export interface DataQualityOptions {
  /** Rules of the columns: types, ranges, known values, keys. */
  readonly schema?: TableSchema | undefined;
  /** Earlier rows, or their `profile`: what is usual. */
  readonly history?: DataFrame | TableProfile | undefined;
  /** Columns that identify a row. @default the key of the schema, else all columns */
  readonly key?: readonly string[] | undefined;
  /** Name of the time column, for freshness and rows by period. @default none of these checks */
  readonly time?: string | undefined;
  /** @default "day" */
  readonly by?: WindowUnit | undefined;
  /** The time now, for freshness. @default freshness is not checked */
  readonly now?: Date | undefined;
  /** Maximum age of the newest row, in days. @default three times the usual gap between rows, at least a day */
  readonly maxAgeDays?: number | undefined;
}

/**
 * Checks a table by the rules of its schema and against its history: breaches with example rows, duplicates, age of the
 * newest row, rows by period, distinct labels, correlations, unusual values, missing values.
 *
 * @example dataQuality(newRows, { schema: hours, history: oldRows, time: "time", by: "month" }).findings
 */
export function dataQuality(
  table: DataFrame,
  { schema, history, key = schema?.key ?? [], time, by = "day", now, maxAgeDays }: DataQualityOptions = {},
): DataQuality {
  const caller = "dataQuality";
  const columns = columnsFor(caller, table);
  const past = history === undefined || isProfile(history) ? history : profileTable(history);
  if (time !== undefined && columns.byName.get(time)?.kind !== "time")
    throw new ArgumentError(
      `${caller}: "${time}" is not a time column; the table has ${[...columns.byName.keys()].join(", ")}`,
    );
  const times = time === undefined ? undefined : getNumbers(columns, time, caller);
  const known =
    history === undefined || isProfile(history) || time === undefined
      ? undefined
      : columnsFor(caller, history, { only: [time] });
  const pastTimes = known === undefined || time === undefined ? undefined : getNumbers(known, time, caller);
  const periods = times === undefined || columns.rowCount === 0 ? [] : periodRows(times, pastTimes, by, caller);
  const findings = [
    ...(schema === undefined ? [] : schemaFindings(table, schema)),
    ...duplicateFindings(table, key),
    ...(times === undefined || now === undefined || time === undefined
      ? []
      : freshnessFindings(times, time, now.getTime(), maxAgeDays)),
    ...periodFindings(periods, by),
    ...(past === undefined ? [] : historyFindings(columns, past)),
  ].sort((a, b) => levelSeverity(b.level) - levelSeverity(a.level));
  const level = worstLevel(findings.map((own) => own.level));
  return { kind: "data-quality", level, severity: levelSeverity(level), rows: table.height, findings, periods };
}

function schemaFindings(table: DataFrame, schema: TableSchema): readonly QualityFinding[] {
  try {
    return validateTable(table, schema).violations.map(({ column, rule, count, examples }) => ({
      check: "schema",
      column,
      level: "fail",
      reason: `${count} cell${count === 1 ? " breaks" : "s break"} the rule: ${rule}`,
      examples: examples.map(({ location, value }) => ({ location, value: value ?? "missing" })),
    }));
  } catch (thrown) {
    if (!(thrown instanceof FormatError)) throw thrown;
    return [{ check: "schema", level: "fail", reason: thrown.message, examples: [] }];
  }
}

function duplicateFindings(table: DataFrame, key: readonly string[]): readonly QualityFinding[] {
  if (table.height === 0 || table.width === 0) return [];
  const pl = loadPolars();
  const names = key.length === 0 ? table.columns : [...key];
  const absent = names.find((name) => !table.columns.includes(name));
  if (absent !== undefined)
    throw new ArgumentError(`dataQuality: key: no column "${absent}"; the table has ${table.columns.join(", ")}`);
  const repeated = table.height - table.select(pl.col(names)).unique().height;
  if (repeated === 0) return [];
  const first = table
    .select(pl.col(names))
    .withRowIndex("the row")
    .groupBy(names)
    .agg(pl.col("the row").count().alias("the count"), pl.col("the row").max().alias("the last"))
    .filter(pl.col("the count").gt(1))
    .sort("the last")
    .head(mostExamples);
  const cells = first.select(pl.col(names.slice(0, 5))).rows() as readonly (readonly unknown[])[];
  const lasts = first.getColumn("the last").toArray();
  const examples = cells.map((values, index) => ({
    location: `row ${Number(lasts[index])}`,
    value: values.map((value) => (value instanceof Date ? value.toISOString() : String(value))).join(", "),
  }));
  const what = key.length === 0 ? "an earlier row in every column" : `the ${key.join(", ")} of an earlier row`;
  const reason = `${repeated} row${repeated === 1 ? " repeats" : "s repeat"} ${what}`;
  return [{ check: "duplicates", level: key.length === 0 ? "warn" : "fail", reason, examples }];
}
