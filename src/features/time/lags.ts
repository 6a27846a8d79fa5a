import type { JsonReader } from "../../core/json-reader.js";
import type { FittedStep, Step } from "../step.js";
import { type LaggedKind, type LagsOptions, laggedStep, restoreLagged } from "./lagged-step.js";

/**
 * A step that adds an earlier value as `<column>_lag<n>`. Only previous rows are read.
 *
 * With a regular `orderBy`, such as hours or months, n counts these units, so a lag across a gap is missing (NaN),
 * never the value of another hour; see `every`. Rows to predict need the rows before them, so apply the step to the
 * whole table before splitting; this leaks nothing.
 *
 * @example lags({ columns: ["price"], lags: [1, 12], orderBy: "month" }).kind // "lags"
 */
export function lags<Column extends string, Distance extends number>(
  options: LagsOptions<Column, Distance>,
): Step<`${Column}_lag${Distance}`> {
  // laggedStep builds the names by the same pattern.
  return laggedStep(lagged, options) as Step<`${Column}_lag${Distance}`>;
}

/** A fitted lags step from its JSON. */
export function restoreLags(json: JsonReader): FittedStep {
  return restoreLagged(lagged, json);
}

const lagged: LaggedKind = {
  kind: "lags",
  suffix: "lag",
  compute: (valuesBack, distance) => valuesBack(distance),
};
