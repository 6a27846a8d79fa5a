import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { numbersInColumns } from "../../table/numbers-in-columns.js";
import { replaceColumns } from "../replace-columns.js";
import type { FittedStep, Step } from "../step.js";

export interface CyclicOptions<Column extends string = string> {
  /** A periodic number column, such as hour. */
  readonly column: Column;
  /** The period in the unit of the column: 24 for hours, 7 for weekdays. */
  readonly period: number;
  /**
   * Whether the source column remains.
   *
   * @default false
   */
  readonly keepSource?: boolean | undefined;
}

/**
 * A step that encodes a periodic column as `<column>_sin` and `<column>_cos` of 2 pi value / period, so that 23 h is
 * next to 0 h.
 *
 * @example cyclic({ column: "hour", period: 24 }).kind // "cyclic"
 */
export function cyclic<Column extends string>({
  column,
  period,
  keepSource = false,
}: CyclicOptions<Column>): Step<`${Column}_sin` | `${Column}_cos`> {
  if (!(period > 0 && Number.isFinite(period))) {
    throw new ArgumentError(
      `cyclic: period of "${column}": expected a number > 0, got ${period}; use 24 for hours, 7 for weekdays`,
    );
  }
  const fitted = fittedCyclic(column, period, keepSource);
  return {
    kind: "cyclic",
    fit(columns) {
      fitted.transform(columns);
      return fitted;
    },
  };
}

/** A fitted cyclic step from its JSON. */
export function restoreCyclic(json: JsonReader): FittedStep {
  return fittedCyclic(json.string("column"), json.number("period"), json.boolean("keepSource"));
}

function fittedCyclic<Column extends string>(
  column: Column,
  period: number,
  keepSource: boolean,
): FittedStep<`${Column}_sin` | `${Column}_cos`> {
  const outputs = [`${column}_sin`, `${column}_cos`] as const;
  return {
    kind: "cyclic",
    inputs: [column],
    outputs,
    transform(columns) {
      const values = numbersInColumns(columns, column, "cyclic");
      const angle = (2 * Math.PI) / period;
      return replaceColumns(
        columns,
        keepSource ? [] : [column],
        [
          [outputs[0], { kind: "number", values: values.map((value) => Math.sin(value * angle)) }],
          [outputs[1], { kind: "number", values: values.map((value) => Math.cos(value * angle)) }],
        ],
        "cyclic",
        "drop it first",
      );
    },
    toJSON: () => ({ kind: "cyclic", column, period, keepSource }),
  };
}
