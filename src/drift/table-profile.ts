import { FormatError } from "../core/errors.js";
import type { Column } from "../table/columns.js";
import type { TableSource } from "../table/frame-like.js";
import { columnsFor } from "../table/to-columns.js";
import { mergeSketches, type QuantileSketch, quantileSketch } from "./quantile-sketch.js";
import { type CorrelationProfile, mergeCorrelations, rankCorrelations } from "./rank-correlations.js";
import { presentCount, toSample, whyUntestable } from "./sample.js";

/** What drift is measured against instead of the rows: sketches and counts of each column, no row. */
export interface TableProfile {
  readonly kind: "table-profile";
  readonly version: 1;
  readonly rows: number;
  readonly columns: Readonly<Record<string, ColumnProfile>>;
  /** How columns of numbers go together. */
  readonly correlations?: CorrelationProfile | undefined;
  /** The scores of a model on the rows; its predictions are the column `prediction`. */
  readonly model?: ModelProfile | undefined;
  /** What moves the predictions of that model. */
  readonly contributions?: MeanContributions | undefined;
}

/** The accuracy of a model on the rows of a profile. */
export interface ModelProfile {
  /** Name of the target column. */
  readonly target: string;
  /** Rows whose target is known. */
  readonly rows: number;
  /** Scores by the name of the metric, the one to compare by first. */
  readonly scores: Readonly<Record<string, number | null>>;
  /** Predicted numbers: prediction - target. */
  readonly errors?: QuantileSketch | undefined;
}

/** What the columns add to predictions, on average over rows; with `expected` it is the mean prediction. */
export interface MeanContributions {
  readonly scale: "prediction" | "log odds";
  readonly expected: number;
  /** Rows that were explained. */
  readonly rows: number;
  /** By column: the mean contribution, and how far contributions vary, as a share of all columns. */
  readonly columns: Readonly<Record<string, { readonly mean: number; readonly importance: number }>>;
}

/** One column of a profile. */
export type ColumnProfile =
  | ({ readonly kind: "number"; readonly missing: number } & QuantileSketch)
  | {
      readonly kind: "category";
      readonly missing: number;
      /** Rows of each label, or of each group of labels. */
      readonly labels: Readonly<Record<string, number>>;
      /** Whether there are more than 80 labels: then they are in 80 groups by their hash, so that none is chosen. */
      readonly grouped: boolean;
    }
  /** Times and free text are not compared. */
  | { readonly kind: "time" | "text" };

const maxLabels = 80;

/**
 * The profile of a table: at most about 2 kB for each column, whatever the number of rows. Quantiles of numbers, rows
 * of up to 80 labels (more are in 80 groups, where a new one has no name), missing values, rank correlations.
 */
export function profileTable(table: TableSource): TableProfile {
  const columns = columnsFor("profile", table);
  const entries = [...columns.byName].map(([name, column]) => [name, profileColumn(column)] as const);
  return {
    kind: "table-profile",
    version: 1,
    rows: columns.rowCount,
    columns: Object.fromEntries(entries),
    correlations: rankCorrelations(columns),
  };
}

function profileColumn(column: Column): ColumnProfile {
  if (whyUntestable(column) !== "") return { kind: column.kind === "time" ? "time" : "text" };
  const sample = toSample(column);
  const missing = sample.rowCount - presentCount(sample);
  if (sample.kind === "number") return { kind: "number", missing, ...quantileSketch(sample.sorted) };
  return { kind: "category", missing, ...countLabels(sample.counts, sample.counts.size > maxLabels) };
}

function countLabels(
  counts: Iterable<readonly [string, number]>,
  grouped: boolean,
): { readonly labels: Readonly<Record<string, number>>; readonly grouped: boolean } {
  const rows = new Map<string, number>();
  for (const [label, count] of counts) {
    const name = grouped ? labelGroup(label) : label;
    rows.set(name, (rows.get(name) ?? 0) + count);
  }
  return { labels: Object.fromEntries(rows), grouped };
}

const groupName = /^labels of group \d+$/;

/** The group of a label, by its FNV-1a hash. */
export function labelGroup(label: string): string {
  if (groupName.test(label)) return label;
  let hash = 0x811c9dc5;
  for (let index = 0; index < label.length; index++) hash = Math.imul(hash ^ label.charCodeAt(index), 0x01000193);
  return `labels of group ${((hash ^ (hash >>> 15)) >>> 0) % maxLabels}`;
}

/**
 * The profile of several tables together, such as of the days of a month; correlations are means, and the accuracy of a
 * model is that of a single profile only.
 *
 * @throws FormatError for profiles of different columns
 * @example mergeProfiles([profile(january), profile(february)])
 */
export function mergeProfiles(profiles: readonly TableProfile[]): TableProfile {
  const [first] = profiles;
  if (first === undefined)
    throw new FormatError("mergeProfiles: expected at least one profile, got none; pass the profiles in one array");
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
  const correlations = mergeCorrelations(profiles.flatMap((own) => own.correlations ?? []));
  const { model, contributions } = profiles.length === 1 ? first : {};
  const common = { kind: "table-profile", version: 1, rows } as const;
  return { ...common, columns: Object.fromEntries(columns), correlations, model, contributions };
}

function mergeColumns(columns: readonly ColumnProfile[]): ColumnProfile {
  const numbers = columns.filter((column) => column.kind === "number");
  const categories = columns.filter((column) => column.kind === "category");
  const missing = [...numbers, ...categories].reduce((sum, own) => sum + own.missing, 0);
  if (numbers.length > 0) return { kind: "number", missing, ...mergeSketches(numbers) };
  if (categories.length === 0) return columns[0] ?? { kind: "text" };
  const entries = categories.flatMap(({ labels }) => Object.entries(labels));
  const isMany = new Set(entries.map(([label]) => label)).size > maxLabels;
  return { kind: "category", missing, ...countLabels(entries, isMany || categories.some((own) => own.grouped)) };
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
