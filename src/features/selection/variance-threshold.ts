import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { getNumbers } from "../../table/columns.js";
import { checkColumnNames } from "../check-column-names.js";
import { numberColumnNames } from "../number-column-names.js";
import { type FittedSelection, fittedSelection, restoreSelection } from "./fitted-selection.js";
import type { SelectionStep } from "./select-k-best.js";

export interface VarianceThresholdOptions {
  /** Columns whose population variance is not above this are left out. Default: 0, constant columns only. */
  readonly threshold?: number;
  /** Number columns to look at. Default: every number column at fit. */
  readonly columns?: readonly string[];
}

/**
 * A step that leaves out columns that hardly vary. Missing values are not counted; a column without any value is left out.
 *
 * @example varianceThreshold().kind // "varianceThreshold"
 */
export function varianceThreshold({ threshold = 0, columns: names }: VarianceThresholdOptions = {}): SelectionStep {
  if (names !== undefined) checkColumnNames("varianceThreshold", names);
  if (!(threshold >= 0)) {
    throw new ArgumentError(`varianceThreshold: threshold must be at least 0, got ${threshold}`);
  }
  return {
    kind: "varianceThreshold",
    fit(columns) {
      const own = names ?? numberColumnNames(columns);
      const scores = new Map(
        own.map((name) => [name, varianceOf(getNumbers(columns, name, "varianceThreshold"))] as const),
      );
      const dropped = own.filter((name) => !((scores.get(name) ?? 0) > threshold));
      if (dropped.length === columns.byName.size && dropped.length > 0) {
        throw new ArgumentError(
          `varianceThreshold: no column varies by more than ${threshold}, so none would be left; lower the threshold`,
        );
      }
      return fittedSelection("varianceThreshold", scores, dropped);
    },
  };
}

/** Brings back what `toJSON` of a fitted varianceThreshold step wrote. */
export function restoreVarianceThreshold(json: JsonReader): FittedSelection {
  return restoreSelection("varianceThreshold", json);
}

function varianceOf(all: Float64Array): number {
  const values = all.filter((value) => !Number.isNaN(value));
  // A constant column must give exactly 0, whatever rounding makes of its mean.
  if (values.every((value) => value === values[0])) return values.length === 0 ? Number.NaN : 0;
  const first = values[0] ?? 0;
  const mean = first + values.reduce((total, value) => total + (value - first), 0) / values.length;
  return values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length;
}
