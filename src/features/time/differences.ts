import type { JsonReader } from "../../core/json-reader.js";
import type { FittedStep, Step } from "../step.js";
import { type LaggedKind, type LagsOptions, laggedStep, restoreLagged } from "./lagged-step.js";

/**
 * A step that adds the change of a column over n rows up to the previous row, as `<column>_difference<n>`: the value
 * one row ago minus the value n rows before that. The current row is not read, so the target may be among the columns.
 * Gaps are handled as by `lags`.
 *
 * @example differences({ columns: ["price"], lags: [1] }).kind // "differences"
 */
export function differences<Column extends string, Distance extends number>(
  options: LagsOptions<Column, Distance>,
): Step<`${Column}_difference${Distance}`> {
  // laggedStep builds the names by the same pattern.
  return laggedStep(lagged, options) as Step<`${Column}_difference${Distance}`>;
}

/** A fitted differences step from its JSON. */
export function restoreDifferences(json: JsonReader): FittedStep {
  return restoreLagged(lagged, json);
}

const lagged: LaggedKind = {
  kind: "differences",
  suffix: "difference",
  compute(valuesBack, distance) {
    const start = valuesBack(1 + distance);
    return valuesBack(1).map((value, row) => value - start[row]);
  },
};
