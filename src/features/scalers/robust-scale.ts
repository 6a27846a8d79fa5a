import type { JsonReader } from "../../core/json-reader.js";
import { quantile } from "../../stats/quantile.js";
import { checkColumnNames } from "../check-column-names.js";
import { fittedColumnMap } from "../fitted-column-map.js";
import { numberColumnNames } from "../number-column-names.js";
import { presentNumbers } from "../present-numbers.js";
import type { FittedStep, Step } from "../step.js";

/**
 * A step that subtracts each column's median and divides by its interquartile range (quantile type 7), as
 * scikit-learn's RobustScaler: outliers do not change the scale of the other values.
 *
 * Missing values stay missing. The divisor is 1 when the interquartile range is 0. Default columns: every number
 * column.
 *
 * @example robustScale({ columns: ["rain_1h"] }).kind // "robustScale"
 */
export function robustScale({ columns: names }: { readonly columns?: readonly string[] | undefined } = {}): Step {
  if (names !== undefined) checkColumnNames("robustScale", names);
  return {
    kind: "robustScale",
    fit: (columns) =>
      fittedRobustScale(
        (names ?? numberColumnNames(columns)).map((column) => {
          const values = presentNumbers(columns, column, "robustScale");
          const spread = quantile(values, 0.75) - quantile(values, 0.25);
          return { column, median: quantile(values, 0.5), spread: spread || 1 };
        }),
      ),
  };
}

/** A fitted robustScale step from its JSON. */
export function restoreRobustScale(json: JsonReader): FittedStep {
  return fittedRobustScale(
    json.objects("columns").map((item) => ({
      column: item.string("column"),
      median: item.number("median"),
      spread: item.number("spread"),
    })),
  );
}

interface Scale {
  readonly column: string;
  readonly median: number;
  readonly spread: number;
}

function fittedRobustScale(scales: readonly Scale[]): FittedStep {
  return fittedColumnMap(
    "robustScale",
    scales.map((scale) => ({ ...scale })),
    ({ median, spread }) =>
      (value) =>
        (value - median) / spread,
  );
}
