import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { checkColumnNames } from "../check-column-names.js";
import { fittedColumnMap } from "../fitted-column-map.js";
import { numberColumnNames } from "../number-column-names.js";
import { presentNumbers } from "../present-numbers.js";
import type { FittedStep, Step } from "../step.js";

export interface MinMaxScaleOptions {
  /** Number columns. Default: every number column at fit. */
  readonly columns?: readonly string[] | undefined;
  /**
   * The values to which the training minimum and maximum are mapped.
   *
   * @default [0, 1]
   */
  readonly range?: readonly [number, number] | undefined;
}

/**
 * A step that scales each column's training values to 0..1, as scikit-learn's MinMaxScaler; later values can be
 * outside.
 *
 * Missing values stay missing. A constant column becomes the lower bound.
 *
 * @example minMaxScale({ columns: ["temp"] }).kind // "minMaxScale"
 */
export function minMaxScale({ columns: names, range: [low, high] = [0, 1] }: MinMaxScaleOptions = {}): Step {
  if (names !== undefined) checkColumnNames("minMaxScale", names);
  if (!(low < high && Number.isFinite(high - low))) {
    throw new ArgumentError(
      `minMaxScale: range: expected finite low < high, got ${low} and ${high}; pass range: [0, 1]`,
    );
  }
  return {
    kind: "minMaxScale",
    fit: (columns) =>
      fittedMinMaxScale(
        (names ?? numberColumnNames(columns)).map((column) => {
          const values = presentNumbers(columns, column, "minMaxScale");
          const minimum = values.reduce((smallest, value) => Math.min(smallest, value));
          const spread = values.reduce((largest, value) => Math.max(largest, value)) - minimum;
          return { column, minimum, factor: (high - low) / (spread || 1), low };
        }),
      ),
  };
}

/** A fitted minMaxScale step from its JSON. */
export function restoreMinMaxScale(json: JsonReader): FittedStep {
  return fittedMinMaxScale(
    json.objects("columns").map((item) => ({
      column: item.string("column"),
      minimum: item.number("minimum"),
      factor: item.number("factor"),
      low: item.number("low"),
    })),
  );
}

interface Scale {
  readonly column: string;
  readonly minimum: number;
  readonly factor: number;
  readonly low: number;
}

function fittedMinMaxScale(scales: readonly Scale[]): FittedStep {
  return fittedColumnMap(
    "minMaxScale",
    scales.map((scale) => ({ ...scale })),
    ({ minimum, factor, low }) =>
      (value) =>
        low + (value - minimum) * factor,
  );
}
