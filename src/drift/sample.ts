import { ArgumentError } from "../core/errors.js";
import { sortFinite } from "../stats/sort-finite.js";
import type { Column } from "../table/columns.js";
import { takeValues } from "../table/take-values.js";
import { type Spread, toSpread } from "./spread.js";

/** One side of a comparison, prepared once: numbers sorted, labels counted. */
export type Sample = NumberSample | CategorySample;

export interface NumberSample {
  readonly kind: "number";
  /** Rows, missing values included. */
  readonly rowCount: number;
  /** The finite values in ascending order; missing and infinite ones are left out. */
  readonly sorted: Float64Array;
  /** Their spread, computed when first used; there must be at least one value. */
  readonly spread: () => Spread;
}

export interface CategorySample {
  readonly kind: "category";
  readonly rowCount: number;
  /** Rows that hold a label. */
  readonly present: number;
  /** Rows per label, labels in alphabetical order of their code points. */
  readonly counts: ReadonlyMap<string, number>;
}

/**
 * Prepares a column for comparisons. `rows` takes only those rows.
 *
 * A string column counts as a category when at most half of its values are distinct. Times and free text have no drift
 * test and are refused.
 */
export function toSample(column: Column, { rows }: { readonly rows?: Int32Array | undefined } = {}): Sample {
  const untestable = whyUntestable(column);
  if (untestable !== "") throw new ArgumentError(`columnDrift: ${untestable}`);
  switch (column.kind) {
    case "number": {
      const values = rows === undefined ? column.values : takeValues(column.values, rows);
      return numberSample(values);
    }
    case "category":
      return countCodes(column.codes, column.categories, rows);
    case "string":
      return countStrings(column.values, rows);
    case "time":
      return numberSample(column.values);
  }
}

/**
 * Why a column cannot be compared, as half a sentence, or nothing: times have no drift test, and neither has text whose
 * values are mostly distinct.
 */
export function whyUntestable(column: Column): string {
  if (column.kind === "time") return "times have no drift test; compare parts of them (calendarParts)";
  if (column.kind !== "string") return "";
  const distinct = new Set(column.values);
  distinct.delete(null);
  const present = column.values.reduce((count, value) => count + (value === null ? 0 : 1), 0);
  if (distinct.size < 2 || distinct.size <= present / 2) return "";
  return `free text has no drift test (${distinct.size} distinct values in ${present} rows); make it a category`;
}

function numberSample(values: Float64Array): NumberSample {
  const sorted = sortFinite(values);
  let known: Spread | undefined;
  const spread = (): Spread => {
    known ??= toSpread(sorted);
    return known;
  };
  return { kind: "number", rowCount: values.length, sorted, spread };
}

/** Values that take part in a comparison. */
export function presentCount(sample: Sample): number {
  return sample.kind === "number" ? sample.sorted.length : sample.present;
}

function countCodes(codes: Int32Array, categories: readonly string[], rows: Int32Array | undefined): CategorySample {
  const perCode = new Float64Array(categories.length);
  const rowCount = rows?.length ?? codes.length;
  for (let index = 0; index < rowCount; index++) {
    const code = codes[rows === undefined ? index : rows[index]];
    if (code >= 0) perCode[code] = perCode[code] + 1;
  }
  const counts = new Map<string, number>();
  categories.forEach((label, code) => {
    const count = perCode[code];
    if (count > 0) counts.set(label, (counts.get(label) ?? 0) + count);
  });
  return categorySample(counts, rowCount);
}

function countStrings(values: readonly (string | null)[], rows: Int32Array | undefined): CategorySample {
  const counts = new Map<string, number>();
  const rowCount = rows?.length ?? values.length;
  for (let index = 0; index < rowCount; index++) {
    const value = values[rows === undefined ? index : rows[index]] ?? null;
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return categorySample(counts, rowCount);
}

function categorySample(counts: ReadonlyMap<string, number>, rowCount: number): CategorySample {
  const labels = [...counts.keys()].sort();
  let present = 0;
  for (const count of counts.values()) present += count;
  return {
    kind: "category",
    rowCount,
    present,
    counts: new Map(labels.map((label) => [label, counts.get(label) ?? 0])),
  };
}
