import { ArgumentError } from "../core/errors.js";
import { mapNumbers } from "../core/map-numbers.js";
import { randomSource } from "../core/random-source.js";
import type { DriftLevel } from "../drift/drift-level.js";
import { whyUntestable } from "../drift/sample.js";
import { rocAuc } from "../models/metrics/roc-auc.js";
import { gradientBoosting } from "../models/trees/gradient-boosting.js";
import { normalCumulative } from "../stats/distributions/normal-cumulative.js";
import { type Column, type Columns, columnsFromEntries } from "../table/columns.js";
import type { TableSource } from "../table/frame-like.js";
import { getColumn } from "../table/get-column.js";
import { takeRows } from "../table/take-rows.js";
import { columnsFor } from "../table/to-columns.js";
import { pipeline } from "./pipeline.js";
import { randomFolds } from "./random-folds.js";

/** Whether a model can separate current rows from reference rows. */
export interface DomainClassifier {
  readonly kind: "domain-classifier";
  /** Area under the ROC curve of rows that the classifier has not seen: 0.5 when it cannot. */
  readonly rocAuc: number;
  /** Probability of such an area without drift. */
  readonly pValue: number;
  readonly level: DriftLevel;
  /** The columns that it separates the rows by, with shares of the gain; the leading one first. */
  readonly columns: readonly { readonly column: string; readonly share: number }[];
  /** Rows of each side that were used. */
  readonly rows: number;
}

export interface DomainClassifierOptions {
  /** @default every column of numbers or labels that both tables have */
  readonly columns?: readonly string[] | undefined;
  /**
   * Of more rows a side this number is drawn.
   * @default 5,000
   */
  readonly rows?: number | undefined;
  /** @default 5 */
  readonly folds?: number | undefined;
  /** Seed of the draw and of the folds. @default 0 */
  readonly seed?: number | undefined;
  /** With fewer rows on a side the level is `too few rows`. @default 30 */
  readonly minimumRows?: number | undefined;
}

/** Rows of folds depend on each other: without drift the area varies up to 1.45 times as much as that of one model. */
const foldFactor = 1.5;

/** The areas of two normal distributions 0.2 and 0.5 standard deviations apart: the effects of warn and fail. */
const [warnFrom, failFrom, alpha] = [0.556, 0.638, 0.01];

/**
 * Boosted trees that learn to separate current from reference rows, scored by cross-validation: finds changes of
 * columns together, such as a lost correlation, that no column shows alone.
 *
 * @throws ArgumentError without a column to compare
 * @example domainClassifier(train, test).rocAuc // about 0.5 without drift
 */
export function domainClassifier(
  reference: TableSource,
  current: TableSource,
  { columns: names, rows = 5_000, folds = 5, seed = 0, minimumRows = 30 }: DomainClassifierOptions = {},
): DomainClassifier {
  const caller = "domainClassifier";
  const [before, now] = [columnsFor(caller, reference), columnsFor(caller, current)];
  const used = names ?? [...before.byName.keys()].filter((name) => isUsable(before, now, name));
  if (used.length === 0)
    throw new ArgumentError(`${caller}: no column of numbers or labels is in both tables; give tables of one form`);
  const random = randomSource(seed, "domainClassifier");
  const size = Math.min(rows, before.rowCount, now.rowCount);
  if (size < Math.max(minimumRows, folds))
    return { kind: "domain-classifier", rocAuc: 0.5, pValue: 1, level: "too few rows", columns: [], rows: size };
  const draw = (table: Columns): Columns => takeRows(table, random.permutation(table.rowCount).slice(0, size));
  const [first, second] = [draw(before), draw(now)];
  const both = columnsFromEntries(used.map((name) => [name, joined(caller, name, first, second)] as const));
  const target = mapNumbers({ length: 2 * size }, (_, row) => (row < size ? 0 : 1));
  const trees = gradientBoosting({ objective: "logistic", rounds: 60, depth: 4, minChildWeight: 5, seed });
  const probabilities = new Float64Array(2 * size);
  const gains = new Map<string, number>();
  for (const { train, test } of randomFolds(2 * size, { folds, seed })) {
    const learned = pipeline({ model: trees }).fit(
      takeRows(both, train),
      mapNumbers(train, (row) => target[row] as number),
    );
    learned.probability(takeRows(both, test)).forEach((value, index) => {
      probabilities[test[index] as number] = value;
    });
    for (const [name, share] of learned.importance()) gains.set(name, (gains.get(name) ?? 0) + share / folds);
  }
  const area = rocAuc(target, probabilities);
  const deviation = foldFactor * Math.sqrt((2 * size + 1) / (12 * size * size));
  const pValue = normalCumulative((0.5 - area) / deviation);
  const level = pValue > alpha || area < warnFrom ? "none" : area < failFrom ? "warn" : "fail";
  const columns = [...gains].map(([column, share]) => ({ column, share })).sort((a, b) => b.share - a.share);
  return { kind: "domain-classifier", rocAuc: area, pValue, level, columns, rows: size };
}

/** Whether a column of numbers or labels is in both tables with a value. */
function isUsable(before: Columns, now: Columns, name: string): boolean {
  const [first, second] = [before.byName.get(name), now.byName.get(name)];
  if (first === undefined || second === undefined) return false;
  return (
    whyUntestable(first) === "" &&
    whyUntestable(second) === "" &&
    (first.kind === "number") === (second.kind === "number")
  );
}

/** The rows of both tables, one after the other. */
function joined(caller: string, name: string, before: Columns, now: Columns): Column {
  const [first, second] = [getColumn(before, name, caller), getColumn(now, name, caller)];
  if (first.kind === "number" && second.kind === "number") {
    const values = new Float64Array(first.values.length + second.values.length);
    values.set(first.values);
    values.set(second.values, first.values.length);
    return { kind: "number", values };
  }
  const labels = [...getLabels(first), ...getLabels(second)];
  const counts = new Map<string, number>();
  for (const label of labels) if (label !== null) counts.set(label, (counts.get(label) ?? 0) + 1);
  if (counts.size <= mostLabels) return { kind: "string", values: labels };
  const frequent = [...counts].sort((a, b) => b[1] - a[1]).slice(0, mostLabels);
  const retained = new Set(frequent.map(([label]) => label));
  return { kind: "string", values: labels.map((label) => (label === null || retained.has(label) ? label : "other")) };
}

/** More labels than the trees can split are counted as one. */
const mostLabels = 200;

function getLabels(column: Column): readonly (string | null)[] {
  if (column.kind === "string") return column.values;
  if (column.kind === "category") return Array.from(column.codes, (code) => column.categories[code] ?? null);
  return Array.from(column.values, (value) => (Number.isNaN(value) ? null : String(value)));
}
