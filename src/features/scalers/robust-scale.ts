import type { JsonReader } from "../../core/json-reader.js";
import { sortedQuantile } from "../../stats/quantile.js";
import type { Columns } from "../../table/columns.js";
import { checkColumnNames } from "../check-column-names.js";
import { columnQuantiles } from "../column-quantiles.js";
import { fittedColumnMap } from "../fitted-column-map.js";
import { numberColumnNames } from "../number-column-names.js";
import { presentNumbers } from "../present-numbers.js";
import type { ChunkedStep, FittedStep } from "../step.js";
import { summarizeChunks } from "../summarize-chunks.js";

/**
 * A step that subtracts each column's median and divides by its interquartile range (quantile type 7), as
 * scikit-learn's RobustScaler: outliers do not change the scale of the other values.
 *
 * Missing values stay missing. The divisor is 1 when the interquartile range is 0. Default columns: every number
 * column.
 *
 * `fitChunks` learns from rows that need not fit into memory together: equal to `fit` up to 2^20 rows; of more the
 * quantiles are those of a sketch, whose ranks are off by at most 0.08 % of 50 million rows.
 *
 * @throws ArgumentError at fit for a column without values, or with an infinite one
 * @example robustScale({ columns: ["rain_1h"] }).kind // "robustScale"
 */
export function robustScale({
  columns: names,
}: {
  readonly columns?: readonly string[] | undefined;
} = {}): ChunkedStep {
  if (names !== undefined) checkColumnNames("robustScale", names);
  const getNames = (columns: Columns): readonly string[] => names ?? numberColumnNames(columns);
  return {
    kind: "robustScale",
    fit: (columns) =>
      fittedRobustScale(
        getNames(columns).map((name) => {
          const sorted = presentNumbers(columns, name, "robustScale").sort();
          return toScale(
            name,
            quartiles.map((probability) => sortedQuantile(sorted, probability)),
          );
        }),
      ),
    async fitChunks(chunks) {
      const found = await summarizeChunks("robustScale", chunks, getNames, () => columnQuantiles("robustScale"));
      return fittedRobustScale(found.map(([name, quantiles]) => toScale(name, quantiles.at(name, quartiles))));
    },
  };
}

const quartiles = [0.25, 0.5, 0.75];

function toScale(column: string, [low = 0, median = 0, high = 0]: readonly number[]): Scale {
  return { column, median, spread: high - low || 1 };
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
