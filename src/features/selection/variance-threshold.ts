import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { numbersInColumns } from "../../table/numbers-in-columns.js";
import { checkColumnNames } from "../check-column-names.js";
import { numberColumnNames } from "../number-column-names.js";
import { type FittedSelection, fittedSelection, restoreSelection } from "./fitted-selection.js";
import type { SelectionStep } from "./select-k-best.js";

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
 * @example varianceThreshold().kind // "varianceThreshold"
 */
export function varianceThreshold({ threshold = 0, columns: names }: VarianceThresholdOptions = {}): SelectionStep {
  if (names !== undefined) checkColumnNames("varianceThreshold", names);
  if (!(threshold >= 0)) {
    throw new ArgumentError(
      `varianceThreshold: threshold: expected a number >= 0, got ${threshold}; pass threshold: 0, or leave it out`,
    );
  }
  return {
    kind: "varianceThreshold",
    fit(columns) {
      const candidates = names ?? numberColumnNames(columns);
      const scores = new Map(
        candidates.map(
          (name) => [name, populationVariance(numbersInColumns(columns, name, "varianceThreshold"))] as const,
        ),
      );
      const dropped = candidates.filter((name) => !((scores.get(name) ?? 0) > threshold));
      if (dropped.length === columns.byName.size && dropped.length > 0) {
        throw new ArgumentError(
          `varianceThreshold: no column has a variance above ${threshold}, so all would be dropped; lower the threshold`,
        );
      }
      return fittedSelection("varianceThreshold", scores, dropped);
    },
  };
}

/** A fitted varianceThreshold step from its JSON. */
export function restoreVarianceThreshold(json: JsonReader): FittedSelection {
  return restoreSelection("varianceThreshold", json);
}

function populationVariance(all: Float64Array): number {
  const values = all.filter((value) => !Number.isNaN(value));
  // Exactly 0 for a constant column, whatever the rounding of its mean.
  if (values.every((value) => value === values[0])) return values.length === 0 ? Number.NaN : 0;
  const first = values[0] ?? 0;
  const mean = first + values.reduce((total, value) => total + (value - first), 0) / values.length;
  return values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length;
}
