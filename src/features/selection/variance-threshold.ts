import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import type { Columns } from "../../table/columns.js";
import { checkColumnNames } from "../check-column-names.js";
import { columnMoments } from "../column-moments.js";
import { numberColumnNames } from "../number-column-names.js";
import { squarableNumbers } from "../present-numbers.js";
import { summarizeChunks } from "../summarize-chunks.js";
import { type FittedSelection, fittedSelection, restoreSelection } from "./fitted-selection.js";
import type { ChunkedSelectionStep } from "./select-k-best.js";

export interface VarianceThresholdOptions {
  /**
   * Columns whose population variance is not above this are dropped.
   *
   * @default 0
   */
  readonly threshold?: number | undefined;
  /** Number columns to check. Default: every number column at fit. */
  readonly columns?: readonly string[] | undefined;
}

/**
 * A step that drops columns with little variance. Missing values are ignored; a column without any value is dropped.
 *
 * `fitChunks` learns from rows that need not fit into memory together, equal to `fit` but for rounding.
 *
 * @example varianceThreshold().kind // "varianceThreshold"
 */
export function varianceThreshold({
  threshold = 0,
  columns: names,
}: VarianceThresholdOptions = {}): ChunkedSelectionStep {
  if (names !== undefined) checkColumnNames("varianceThreshold", names);
  if (!(threshold >= 0)) {
    throw new ArgumentError(
      `varianceThreshold: threshold: expected a number >= 0, got ${threshold}; pass threshold: 0, or leave it out`,
    );
  }
  const selectColumns = (scores: ReadonlyMap<string, number>, columnCount: number): FittedSelection => {
    const dropped = [...scores].filter(([, score]) => !(score > threshold)).map(([name]) => name);
    if (dropped.length === columnCount && columnCount > 0) {
      throw new ArgumentError(
        `varianceThreshold: no column has a variance above ${threshold}, so all would be dropped; lower the threshold`,
      );
    }
    return fittedSelection("varianceThreshold", scores, dropped);
  };
  return {
    kind: "varianceThreshold",
    fit(columns) {
      const scores = (names ?? numberColumnNames(columns)).map(
        (name) => [name, populationVariance(presentValues(columns, name))] as const,
      );
      return selectColumns(new Map(scores), columns.byName.size);
    },
    async fitChunks(chunks) {
      let columnCount = 0;
      const getNames = (columns: Columns): readonly string[] => {
        columnCount = columns.byName.size;
        return names ?? numberColumnNames(columns);
      };
      const learned = await summarizeChunks("varianceThreshold", chunks, getNames, () => columnMoments(presentValues));
      const scores = learned.map(([name, { moments }]) => [name, moments.squares / moments.count] as const);
      return selectColumns(new Map(scores), columnCount);
    },
  };
}

/** A fitted varianceThreshold step from its JSON. */
export function restoreVarianceThreshold(json: JsonReader): FittedSelection {
  return restoreSelection("varianceThreshold", json);
}

function presentValues(columns: Columns, name: string): Float64Array {
  return squarableNumbers(columns, name, "varianceThreshold");
}

function populationVariance(values: Float64Array): number {
  // Exactly 0 for a constant column, whatever the rounding of its mean.
  if (values.every((value) => value === values[0])) return values.length === 0 ? Number.NaN : 0;
  const first = values[0] ?? 0;
  const mean = first + values.reduce((total, value) => total + (value - first), 0) / values.length;
  return values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length;
}
