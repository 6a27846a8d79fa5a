import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { correlation } from "../../stats/correlation.js";
import { checkColumnNames } from "../check-column-names.js";
import { completeNumbers } from "../complete-numbers.js";
import { numberColumnNames } from "../number-column-names.js";
import { type FittedSelection, fittedSelection, restoreSelection } from "./fitted-selection.js";
import type { SelectionStep } from "./select-k-best.js";

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
 * @example correlationFilter({ threshold: 0.9 }).kind // "correlationFilter"
 */
export function correlationFilter({ threshold = 0.95, columns: names }: CorrelationFilterOptions = {}): SelectionStep {
  if (names !== undefined) checkColumnNames("correlationFilter", names);
  if (!(threshold >= 0 && threshold <= 1)) {
    throw new ArgumentError(`correlationFilter: threshold must be in 0..1, got ${threshold}; pass threshold: 0.95`);
  }
  return {
    kind: "correlationFilter",
    fit(columns) {
      const retained: Float64Array[] = [];
      const scores = new Map<string, number>();
      const dropped: string[] = [];
      for (const name of names ?? numberColumnNames(columns)) {
        const values = completeNumbers(columns, name, "correlationFilter");
        const largest = retained.reduce(
          (maximum, other) => Math.max(maximum, Math.abs(correlation(values, other)) || 0),
          0,
        );
        scores.set(name, largest);
        if (largest > threshold) dropped.push(name);
        else retained.push(values);
      }
      return fittedSelection("correlationFilter", scores, dropped);
    },
  };
}

/** A fitted correlationFilter step from its JSON. */
export function restoreCorrelationFilter(json: JsonReader): FittedSelection {
  return restoreSelection("correlationFilter", json);
}
