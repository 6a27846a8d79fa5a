import { checkInteger } from "../../core/check-integer.js";
import { checkKnownValue } from "../../core/check-known-value.js";
import type { JsonReader } from "../../core/json-reader.js";
import { normalQuantile } from "../../stats/distributions/normal-quantile.js";
import { sortedQuantile } from "../../stats/quantile.js";
import type { Columns } from "../../table/columns.js";
import { checkColumnNames } from "../check-column-names.js";
import { columnQuantiles } from "../column-quantiles.js";
import { fittedColumnMap } from "../fitted-column-map.js";
import { numberColumnNames } from "../number-column-names.js";
import { presentNumbers } from "../present-numbers.js";
import type { ChunkedStep, FittedStep } from "../step.js";
import { summarizeChunks } from "../summarize-chunks.js";

/** The distribution of the scaled training values: uniform over 0..1, or standard normal. */
export type QuantileOutput = "uniform" | "normal";

export interface QuantileScaleOptions {
  /** Number columns. Default: every number column at fit. */
  readonly columns?: readonly string[] | undefined;
  /** @default "uniform" */
  readonly output?: QuantileOutput | undefined;
  /**
   * Number of quantiles to store, at most one per row.
   *
   * @default 1000
   */
  readonly quantiles?: number | undefined;
}

/**
 * A step that replaces each value with the share of training values below it, or with the normal quantile of that
 * share, as scikit-learn's QuantileTransformer. Values outside the training range get the bounds; normal values are
 * clipped to about -5.2..5.2.
 *
 * `fitChunks` learns from rows that need not fit into memory together: equal to `fit` up to 2^20 rows; of more the
 * quantiles are those of a sketch, whose ranks are off by at most 0.08 % of 50 million rows.
 *
 * @throws ArgumentError at fit for a column without values, or with an infinite one
 * @example quantileScale({ columns: ["rain_1h"], output: "normal" }).kind // "quantileScale"
 */
export function quantileScale(options: QuantileScaleOptions = {}): ChunkedStep {
  const { columns: names, output = "uniform", quantiles = 1000 } = options;
  if (names !== undefined) checkColumnNames("quantileScale", names);
  checkOutput(output);
  checkInteger("quantileScale", "quantiles", quantiles, 2, "pass quantiles: 1000, or leave it out");
  const getNames = (columns: Columns): readonly string[] => names ?? numberColumnNames(columns);
  const toShares = (rowCount: number): number[] => {
    const count = Math.max(2, Math.min(quantiles, rowCount));
    return Array.from({ length: count }, (_, index) => index / (count - 1));
  };
  return {
    kind: "quantileScale",
    fit: (columns) =>
      fittedQuantileScale(
        getNames(columns).map((column) => {
          const sorted = presentNumbers(columns, column, "quantileScale").sort();
          const learned = toShares(columns.rowCount).map((share) => sortedQuantile(sorted, share));
          return { column, output, quantiles: learned };
        }),
      ),
    async fitChunks(chunks) {
      const found = await summarizeChunks("quantileScale", chunks, getNames, () => columnQuantiles("quantileScale"));
      return fittedQuantileScale(
        found.map(([column, seen]) => ({ column, output, quantiles: seen.at(column, toShares(seen.rowCount)) })),
      );
    },
  };
}

/** A fitted quantileScale step from its JSON. */
export function restoreQuantileScale(json: JsonReader): FittedStep {
  return fittedQuantileScale(
    json.objects("columns").map((item) => {
      const output = item.string("output") as QuantileOutput;
      checkOutput(output);
      const quantiles = item.numbers("quantiles");
      if (quantiles.length < 2 || quantiles.some((value, index) => value < (quantiles[index - 1] ?? value))) {
        throw item.invalid("quantiles", "at least 2 numbers in ascending order");
      }
      return { column: item.string("column"), output, quantiles };
    }),
  );
}

function checkOutput(output: QuantileOutput): void {
  checkKnownValue("quantileScale", "output", output, ["uniform", "normal"]);
}

interface Scale {
  readonly column: string;
  readonly output: QuantileOutput;
  readonly quantiles: readonly number[];
}

/** The distance from 0 and 1 by which scikit-learn clips shares before the normal quantile. */
const edge = 1e-7;

function fittedQuantileScale(scales: readonly Scale[]): FittedStep {
  return fittedColumnMap(
    "quantileScale",
    scales.map((scale) => ({ ...scale, quantiles: [...scale.quantiles] })),
    ({ output, quantiles }) => {
      const lowest = normalQuantile(edge - Number.EPSILON);
      const highest = normalQuantile(1 - (edge - Number.EPSILON));
      return (value) => {
        const share = shareBelow(quantiles, value, output === "normal" ? edge : 0);
        if (output === "uniform") return share;
        return Math.min(Math.max(normalQuantile(share), lowest), highest);
      };
    },
  );
}

function shareBelow(quantiles: readonly number[], value: number, margin: number): number {
  const last = quantiles.length - 1;
  if (value - margin <= quantiles[0] && value <= quantiles[0] + margin) return 0;
  if (value <= quantiles[0]) return 0;
  if (value + margin >= quantiles[last]) return 1;
  // For repeated quantiles, the middle of their shares.
  const low = interpolated(quantiles, value, (quantile) => quantile <= value);
  const high = interpolated(quantiles, value, (quantile) => quantile < value);
  return (low + high) / 2;
}

/** The share at `value`, interpolated between the last quantile for which `holds` and the next one. */
function interpolated(quantiles: readonly number[], value: number, holds: (quantile: number) => boolean): number {
  let [low, high] = [0, quantiles.length];
  while (low < high) {
    const half = (low + high) >> 1;
    if (holds(quantiles[half])) low = half + 1;
    else high = half;
  }
  const before = low - 1;
  const [from, to] = [quantiles[before], quantiles[low]];
  const fraction = to === from ? 0 : (value - from) / (to - from);
  return (before + fraction) / (quantiles.length - 1);
}
