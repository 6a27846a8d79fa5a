import type { JsonReader } from "../../core/json-reader.js";
import type { FittedStep, Step } from "../step.js";
import { type LaggedKind, type LagsOptions, laggedStep, restoreLagged } from "./lagged-step.js";

/**
 * A step that adds how much the column grew up to the row before, over some rows, as `<column>_difference<n>`: the value one row ago minus
 * the value n rows before that. The row's own value is not read, so a target may be among the columns.
 *
 * @example differences({ columns: ["price"], lags: [1] }).kind // "differences"
 */
export function differences<Column extends string, Distance extends number>(
  options: LagsOptions<Column, Distance>,
): Step<`${Column}_difference${Distance}`> {
  // The names follow the same pattern where they are made.
  return laggedStep(lagged, options) as Step<`${Column}_difference${Distance}`>;
}

/** Brings back what `toJSON` of a fitted differences step wrote. */
export function restoreDifferences(json: JsonReader): FittedStep {
  return restoreLagged(lagged, json);
}

const lagged: LaggedKind = {
  kind: "differences",
  suffix: "difference",
  valueFrom: (past, distance) => (past.at(-1) ?? Number.NaN) - (past[past.length - 1 - distance] ?? Number.NaN),
};
