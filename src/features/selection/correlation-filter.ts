import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { correlation } from "../../stats/correlation.js";
import type { Columns } from "../../table/columns.js";
import { checkColumnNames } from "../check-column-names.js";
import { type CoMoments, coMoments } from "../co-moments.js";
import { completeNumbers } from "../complete-numbers.js";
import { numberColumnNames } from "../number-column-names.js";
import { withRows } from "../summarize-chunks.js";
import { type FittedSelection, fittedSelection, restoreSelection } from "./fitted-selection.js";
import type { ChunkedSelectionStep } from "./select-k-best.js";

export interface CorrelationFilterOptions {
  /**
   * A column whose absolute correlation with an earlier retained column is larger is dropped.
   *
   * @default 0.95
   */
  readonly threshold?: number | undefined;
  /** Number columns to check, in order of preference. Default: every number column, in table order. */
  readonly columns?: readonly string[] | undefined;
}

/**
 * A step that drops columns that are redundant by Pearson's absolute correlation. Each column's score is its largest
 * correlation with an earlier retained column. Missing values are refused.
 *
 * `fitChunks` learns from rows that need not fit into memory together, equal to `fit` but for rounding.
 *
 * @example correlationFilter({ threshold: 0.9 }).kind // "correlationFilter"
 */
export function correlationFilter({
  threshold = 0.95,
  columns: names,
}: CorrelationFilterOptions = {}): ChunkedSelectionStep {
  if (names !== undefined) checkColumnNames("correlationFilter", names);
  if (!(threshold >= 0 && threshold <= 1)) {
    throw new ArgumentError(`correlationFilter: threshold must be in 0..1, got ${threshold}; pass threshold: 0.95`);
  }
  const filter = (
    candidates: readonly string[],
    getCorrelation: (one: number, other: number) => number,
  ): FittedSelection => {
    const retained: number[] = [];
    const scores = candidates.map((_, column) => {
      const largest = retained.reduce(
        (maximum, other) => Math.max(maximum, Math.abs(getCorrelation(column, other)) || 0),
        0,
      );
      if (!(largest > threshold)) retained.push(column);
      return largest;
    });
    return fittedSelection(
      "correlationFilter",
      new Map(candidates.map((name, column) => [name, scores[column] ?? 0])),
      candidates.filter((_, column) => !retained.includes(column)),
    );
  };
  const getNames = (columns: Columns): readonly string[] => names ?? numberColumnNames(columns);
  const readValues = (columns: Columns, candidates: readonly string[]): readonly Float64Array[] =>
    candidates.map((name) => completeNumbers(columns, name, "correlationFilter"));
  return {
    kind: "correlationFilter",
    fit(columns) {
      const candidates = getNames(columns);
      const values = readValues(columns, candidates);
      return filter(candidates, (one, other) => correlation(values[one], values[other]));
    },
    async fitChunks(chunks) {
      let [candidates, moments]: [readonly string[], CoMoments] = [[], coMoments(0)];
      for await (const columns of withRows("correlationFilter", chunks, (chunk) => chunk)) {
        if (moments.count === 0) {
          candidates = getNames(columns);
          moments = coMoments(candidates.length);
        }
        moments.add(readValues(columns, candidates));
      }
      return filter(candidates, moments.correlation);
    },
  };
}

/** A fitted correlationFilter step from its JSON. */
export function restoreCorrelationFilter(json: JsonReader): FittedSelection {
  return restoreSelection("correlationFilter", json);
}
