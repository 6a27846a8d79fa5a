import { ArgumentError } from "../core/errors.js";
import type { JsonReader } from "../core/json-reader.js";
import { checkColumnNames } from "./check-column-names.js";
import { fittedPastColumns } from "./past-columns.js";
import { completeRowOrder, type RowOrder } from "./rows-in-order.js";
import type { FittedStep, Step } from "./step.js";

export interface LagsOptions extends RowOrder {
  /** Number columns. */
  readonly columns: readonly string[];
  /** How many rows back, each at least 1. */
  readonly lags: readonly number[];
}

/**
 * A step that adds the value some rows ago as `<column>_lag<n>`; missing where there is no such row. Only earlier rows are read.
 *
 * Rows to predict must come with the rows before them, so apply it to the whole table in time order before splitting: nothing leaks.
 *
 * @example lags({ columns: ["price"], lags: [1, 12], orderBy: "month" }).kind // "lags"
 */
export function lags({ columns: names, lags: distances, ...order }: LagsOptions): Step {
  checkColumnNames("lags", names);
  const complete = completeRowOrder("lags", order);
  const fitted = fittedLags(names, checkedLags("lags", distances), complete);
  return {
    kind: "lags",
    fit(columns) {
      fitted.transform(columns);
      return fitted;
    },
  };
}

/** Brings back what `toJSON` of a fitted lags step wrote. */
export function restoreLags(json: JsonReader): FittedStep {
  return fittedLags(json.texts("columns"), checkedLags("lags", json.numbers("lags")), {
    orderBy: json.texts("orderBy"),
    by: json.texts("by"),
  });
}

/** Refuses an empty list, and a distance that is not a whole number of at least 1: a row may not read itself or its future. */
export function checkedLags(caller: string, distances: readonly number[]): readonly number[] {
  const bad = distances.find((distance) => !Number.isInteger(distance) || distance < 1);
  if (distances.length === 0 || bad !== undefined) {
    throw new ArgumentError(
      `${caller}: lags must be whole numbers of at least 1, got ${bad ?? "none"}; a row may read only rows before it`,
    );
  }
  return distances;
}

function fittedLags(
  names: readonly string[],
  distances: readonly number[],
  order: ReturnType<typeof completeRowOrder>,
): FittedStep {
  const made = names.flatMap((source) =>
    distances.map((distance) => ({
      source,
      name: `${source}_lag${distance}`,
      valueFrom: (past: Float64Array): number => past[past.length - distance] ?? Number.NaN,
    })),
  );
  return fittedPastColumns("lags", order, made, { columns: [...names], lags: [...distances] });
}
