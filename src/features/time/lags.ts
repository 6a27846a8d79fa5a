import type { JsonReader } from "../../core/json-reader.js";
import type { FittedStep, Step } from "../step.js";
import { type LaggedKind, type LagsOptions, laggedStep, restoreLagged } from "./lagged-step.js";

/**
 * A step that adds the value some rows ago as `<column>_lag<n>`; missing where there is no such row. Only earlier rows are read.
 *
 * Rows to predict must come with the rows before them, so apply it to the whole table in time order before splitting: nothing leaks.
 *
 * @example lags({ columns: ["price"], lags: [1, 12], orderBy: "month" }).kind // "lags"
 */
export function lags<Column extends string, Distance extends number>(
  options: LagsOptions<Column, Distance>,
): Step<`${Column}_lag${Distance}`> {
  // The names follow the same pattern where they are made.
  return laggedStep(lagged, options) as Step<`${Column}_lag${Distance}`>;
}

/** Brings back what `toJSON` of a fitted lags step wrote. */
export function restoreLags(json: JsonReader): FittedStep {
  return restoreLagged(lagged, json);
}

const lagged: LaggedKind = {
  kind: "lags",
  suffix: "lag",
  valueFrom: (past, distance) => past[past.length - distance] ?? Number.NaN,
};
