import type { Column, Columns } from "../table/columns.js";
import { correlationChanges } from "./correlation-changes.js";
import { percent } from "./format-percent.js";
import { mostExamples, type QualityExample, type QualityFinding } from "./quality-finding.js";
import type { QuantileSketch } from "./quantile-sketch.js";
import { rankCorrelations } from "./rank-correlations.js";
import type { ColumnProfile, TableProfile } from "./table-profile.js";

/** With fewer rows of history nothing is unusual. */
const fewestRows = 20;
/** A rise of the share of missing values that counts. */
const missingRise = 0.05;

/** What of a table is unlike its history: values, labels, missing values, distinct values, correlations. */
export function historyFindings(columns: Columns, history: TableProfile): readonly QualityFinding[] {
  if (history.rows < fewestRows || columns.rowCount === 0) return [];
  const single = [...columns.byName].flatMap(([name, column]) => {
    const past = history.columns[name];
    if (past === undefined) return [];
    return [...missingFindings(name, column, past, history.rows), ...valueFindings(name, column, past)];
  });
  const changes =
    history.correlations === undefined ? [] : correlationChanges(history.correlations, rankCorrelations(columns));
  return [
    ...single,
    ...changes.map(({ one, other, before, after }): QualityFinding => {
      const reason = `rank correlation of ${one} and ${other} went from ${before.toFixed(2)} to ${after.toFixed(2)}`;
      return { check: "correlation", column: one, level: "warn", reason, examples: [] };
    }),
  ];
}

function missingFindings(
  column: string,
  values: Column,
  past: ColumnProfile,
  pastRows: number,
): readonly QualityFinding[] {
  if (past.kind !== "number" && past.kind !== "category") return [];
  const rows = missingRows(values);
  const count = values.kind === "category" ? values.codes.length : values.values.length;
  const [before, now] = [past.missing / pastRows, rows.length / count];
  if (now === 1) {
    const reason = `no row has a value; before, ${percent(1 - before)} had one`;
    return before === 1 ? [] : [{ check: "missing", column, level: "fail", reason, examples: [] }];
  }
  // Three standard errors of a share, so that a few rows do not count.
  const chance = 3 * Math.sqrt((Math.max(before, 1 / pastRows) * (1 - before)) / count);
  if (now - before < Math.max(missingRise, chance)) return [];
  const reason = `missing values went from ${percent(before)} to ${percent(now)}`;
  const examples = rows.slice(0, mostExamples).map((row) => ({ location: `row ${row}`, value: "missing" }));
  return [{ check: "missing", column, level: now - before >= 0.2 ? "fail" : "warn", reason, examples }];
}

function missingRows(column: Column): readonly number[] {
  const rows: number[] = [];
  const count = column.kind === "category" ? column.codes.length : column.values.length;
  for (let row = 0; row < count; row++) if (isMissing(column, row)) rows.push(row);
  return rows;
}

function isMissing(column: Column, row: number): boolean {
  if (column.kind === "category") return (column.codes[row] ?? -1) < 0;
  if (column.kind === "string") return column.values[row] === null;
  return Number.isNaN(column.values[row]);
}

function valueFindings(name: string, column: Column, past: ColumnProfile): readonly QualityFinding[] {
  if (column.kind === "number" && past.kind === "number") return numberFindings(name, column.values, past);
  if ((column.kind === "string" || column.kind === "category") && past.kind === "category")
    return labelFindings(name, column, past);
  return [];
}

/** Numbers outside the range of the history and more than three interquartile ranges from its middle half. */
function numberFindings(column: string, values: Float64Array, past: QuantileSketch): readonly QualityFinding[] {
  const [low, high] = [past.values[0], past.values.at(-1)];
  if (low === undefined || high === undefined) return [];
  const [lower, upper] = [sketchQuantile(past, 0.25), sketchQuantile(past, 0.75)];
  const reach = 3 * (upper - lower);
  const rows: number[] = [];
  let [first, constant] = [Number.NaN, true];
  values.forEach((value, row) => {
    if (!Number.isFinite(value)) return;
    if (Number.isNaN(first)) first = value;
    else if (value !== first) constant = false;
    if ((value < low && value < lower - reach) || (value > high && value > upper + reach)) rows.push(row);
  });
  const found: QualityFinding[] = [];
  if (rows.length > 0) {
    const reason = `${rows.length} value${rows.length === 1 ? "" : "s"} far outside ${low} to ${high}, the range of the history`;
    const examples = rows.slice(0, mostExamples).map((row) => ({ location: `row ${row}`, value: String(values[row]) }));
    found.push({ check: "unusual values", column, level: "warn", reason, examples });
  }
  if (constant && values.length >= fewestRows && past.values.length > 1 && !Number.isNaN(first)) {
    const reason = `every value is ${first}; the history has ${low} to ${high}`;
    // A value that nearly always holds, such as 0 mm of rain, is not wrong.
    const usual = past.counts[past.values.indexOf(first)] ?? 0;
    const all = past.counts.reduce((sum, count) => sum + count, 0);
    if ((usual / all) ** values.length < 0.001)
      found.push({ check: "cardinality", column, level: "warn", reason, examples: [] });
  }
  return found;
}

/** The quantile of a sketch. */
function sketchQuantile({ values, counts }: QuantileSketch, share: number): number {
  const all = counts.reduce((sum, count) => sum + count, 0);
  let below = 0;
  for (let index = 0; index < values.length; index++) {
    below += counts[index] ?? 0;
    if (below >= share * all) return values[index] ?? Number.NaN;
  }
  return values.at(-1) ?? Number.NaN;
}

type Labels = Extract<Column, { readonly kind: "string" | "category" }>;

/** Labels that the history does not have, and many more of them than before. */
function labelFindings(
  column: string,
  labels: Labels,
  past: Extract<ColumnProfile, { readonly kind: "category" }>,
): readonly QualityFinding[] {
  const before = Object.keys(past.labels).length;
  const counts = new Map<string, number>();
  const unknown: QualityExample[] = [];
  let unknownRows = 0;
  const count = labels.kind === "category" ? labels.codes.length : labels.values.length;
  for (let row = 0; row < count; row++) {
    const label = labels.kind === "category" ? labels.categories[labels.codes[row] ?? -1] : labels.values[row];
    if (label === undefined || label === null) continue;
    counts.set(label, (counts.get(label) ?? 0) + 1);
    if (past.grouped || Object.hasOwn(past.labels, label)) continue;
    unknownRows++;
    if (unknown.length < mostExamples) unknown.push({ location: `row ${row}`, value: JSON.stringify(label) });
  }
  const found: QualityFinding[] = [];
  if (unknownRows > 0) {
    const reason = `${unknownRows} row${unknownRows === 1 ? " has a label" : "s have labels"} that the history does not have`;
    found.push({ check: "unusual values", column, level: "warn", reason, examples: unknown });
  }
  if (!past.grouped && counts.size > 2 * before && counts.size > before + 10) {
    const reason = `${counts.size} distinct labels; the history has ${before}`;
    found.push({ check: "cardinality", column, level: "warn", reason, examples: [] });
  }
  return found;
}
