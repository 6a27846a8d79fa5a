import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { correlation } from "../../stats/correlation.js";
import { checkColumnNames } from "../check-column-names.js";
import { completeNumbers } from "../complete-numbers.js";
import { numberColumnNames } from "../number-column-names.js";
import { type FittedSelection, fittedSelection, restoreSelection } from "./fitted-selection.js";
import type { SelectionStep } from "./select-k-best.js";

export interface CorrelationFilterOptions {
  /** A column whose correlation with one kept before it is larger in size is left out. Default: 0.95. */
  readonly threshold?: number;
  /** Number columns to look at, the ones to keep first. Default: every number column, in table order. */
  readonly columns?: readonly string[];
}

/**
 * A step that leaves out columns that say the same as one before them, by Pearson's correlation without sign. Each column's score is its
 * largest correlation with a column kept before it. Missing values are refused.
 *
 * @example correlationFilter({ threshold: 0.9 }).kind // "correlationFilter"
 */
export function correlationFilter({ threshold = 0.95, columns: names }: CorrelationFilterOptions = {}): SelectionStep {
  if (names !== undefined) checkColumnNames("correlationFilter", names);
  if (!(threshold >= 0 && threshold <= 1)) {
    throw new ArgumentError(`correlationFilter: threshold must lie between 0 and 1, got ${threshold}`);
  }
  return {
    kind: "correlationFilter",
    fit(columns) {
      const kept: Float64Array[] = [];
      const scores = new Map<string, number>();
      const dropped: string[] = [];
      for (const name of names ?? numberColumnNames(columns)) {
        const values = completeNumbers(columns, name, "correlationFilter");
        const largest = kept.reduce((most, other) => Math.max(most, Math.abs(correlation(values, other)) || 0), 0);
        scores.set(name, largest);
        if (largest > threshold) dropped.push(name);
        else kept.push(values);
      }
      return fittedSelection("correlationFilter", scores, dropped);
    },
  };
}

/** Brings back what `toJSON` of a fitted correlationFilter step wrote. */
export function restoreCorrelationFilter(json: JsonReader): FittedSelection {
  return restoreSelection("correlationFilter", json);
}
