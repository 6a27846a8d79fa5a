import { FormatError } from "../core/errors.js";
import type { Column } from "../table/columns.js";
import type { TableSource } from "../table/frame-like.js";
import { columnsFor } from "../table/to-columns.js";
import { mergeSketches, type QuantileSketch, quantileSketch } from "./quantile-sketch.js";
import { presentCount, toSample, whyUntestable } from "./sample.js";

/** What drift is measured against instead of the rows: sketches and counts of each column, no row. */
export interface TableProfile {
  readonly kind: "table-profile";
  readonly version: 1;
  readonly rows: number;
  readonly columns: Readonly<Record<string, ColumnProfile>>;
}

/** One column of a profile. */
export type ColumnProfile =
  | ({ readonly kind: "number"; readonly missing: number } & QuantileSketch)
  | {
      readonly kind: "category";
      readonly missing: number;
      /** Rows of the most frequent labels. */
      readonly labels: Readonly<Record<string, number>>;
      /** Rows of all other labels. */
      readonly other: number;
    }
  /** Times and free text are not compared. */
  | { readonly kind: "time" | "text" };

const maxLabels = 80;

/**
 * The profile of a table, at most about 2 kB for each column whatever the number of rows: quantiles of numbers, rows of
 * the 80 most frequent labels, missing values. `datasetDrift` takes it instead of the reference, so that training
 * data need not be stored with a model.
 *
 * @example profile(train).rows // the number of rows
 */
export function profile(table: TableSource): TableProfile {
  const columns = columnsFor("profile", table);
  const entries = [...columns.byName].map(([name, column]) => [name, profileColumn(column)] as const);
  return { kind: "table-profile", version: 1, rows: columns.rowCount, columns: Object.fromEntries(entries) };
}

function profileColumn(column: Column): ColumnProfile {
  if (whyUntestable(column) !== "") return { kind: column.kind === "time" ? "time" : "text" };
  const sample = toSample(column);
  const missing = sample.rowCount - presentCount(sample);
  if (sample.kind === "number") return { kind: "number", missing, ...quantileSketch(sample.sorted) };
  return { kind: "category", missing, ...frequentLabels(sample.counts, 0) };
}

function frequentLabels(
  counts: ReadonlyMap<string, number>,
  other: number,
): { readonly labels: Readonly<Record<string, number>>; readonly other: number } {
  const ranked = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const rest = ranked.slice(maxLabels).reduce((sum, [, count]) => sum + count, other);
  return { labels: Object.fromEntries(ranked.slice(0, maxLabels)), other: rest };
}

/**
 * The profile of several tables together, such as of the days of a month.
 *
 * @throws FormatError for profiles of different columns
 * @example mergeProfiles([profile(january), profile(february)])
 */
export function mergeProfiles(profiles: readonly TableProfile[]): TableProfile {
  const [first] = profiles;
  if (first === undefined) throw new FormatError("mergeProfiles: expected at least one profile, got none");
  const names = Object.keys(first.columns);
  for (const { columns } of profiles) {
    const odd = [...Object.keys(columns), ...names].find((name) => columns[name]?.kind !== first.columns[name]?.kind);
    if (odd !== undefined)
      throw new FormatError(`mergeProfiles: column "${odd}" is not the same in all profiles; profile the same columns`);
  }
  const columns = names.map(
    (name) => [name, mergeColumns(profiles.flatMap((own) => own.columns[name] ?? []))] as const,
  );
  const rows = profiles.reduce((sum, own) => sum + own.rows, 0);
  return { kind: "table-profile", version: 1, rows, columns: Object.fromEntries(columns) };
}

function mergeColumns(columns: readonly ColumnProfile[]): ColumnProfile {
  const numbers = columns.filter((column) => column.kind === "number");
  const categories = columns.filter((column) => column.kind === "category");
  const missing = [...numbers, ...categories].reduce((sum, own) => sum + own.missing, 0);
  if (numbers.length > 0) return { kind: "number", missing, ...mergeSketches(numbers) };
  if (categories.length === 0) return columns[0] ?? { kind: "text" };
  const counts = new Map<string, number>();
  for (const { labels } of categories)
    for (const [label, count] of Object.entries(labels)) counts.set(label, (counts.get(label) ?? 0) + count);
  const other = categories.reduce((sum, own) => sum + own.other, 0);
  return { kind: "category", missing, ...frequentLabels(counts, other) };
}

/**
 * The profile in the text of a file.
 *
 * @throws FormatError where it is not one
 */
export function parseProfile(text: string, uri: string): TableProfile {
  let found: Partial<TableProfile> | null = null;
  try {
    found = JSON.parse(text) as Partial<TableProfile> | null;
  } catch (cause) {
    throw new FormatError(`drift: ${uri}: invalid JSON; write it with cuaderno drift profile`, { cause });
  }
  if (found?.kind === "table-profile" && found.version === 1 && typeof found.columns === "object")
    return found as TableProfile;
  throw new FormatError(`drift: ${uri} is not a profile of version 1; write it with cuaderno drift profile`);
}
