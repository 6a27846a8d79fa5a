import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import type { Columns } from "../../table/columns.js";
import { checkColumnNames } from "../check-column-names.js";
import { fittedColumnMap } from "../fitted-column-map.js";
import { numberColumnNames } from "../number-column-names.js";
import { finiteNumbers, nothingToLearn } from "../present-numbers.js";
import type { ChunkedStep, FittedStep } from "../step.js";
import { type ColumnSummary, summarizeChunks } from "../summarize-chunks.js";

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
 * Missing values stay missing. A constant column becomes the lower bound. `fitChunks` learns from rows that need not
 * fit into memory together, equal to `fit`.
 *
 * @example minMaxScale({ columns: ["temp"] }).kind // "minMaxScale"
 */
export function minMaxScale({ columns: names, range: [low, high] = [0, 1] }: MinMaxScaleOptions = {}): ChunkedStep {
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
          const range = columnRange();
          range.add(columns, column);
          return toScale(column, range, low, high);
        }),
      ),
    async fitChunks(chunks) {
      const getNames = (columns: Columns): readonly string[] => names ?? numberColumnNames(columns);
      const ranges = await summarizeChunks("minMaxScale", chunks, getNames, columnRange);
      return fittedMinMaxScale(ranges.map(([column, range]) => toScale(column, range, low, high)));
    },
  };
}

interface ColumnRange extends ColumnSummary {
  minimum: number;
  maximum: number;
}

function columnRange(): ColumnRange {
  return {
    minimum: Number.POSITIVE_INFINITY,
    maximum: Number.NEGATIVE_INFINITY,
    add(columns, name) {
      for (const value of finiteNumbers(columns, name, "minMaxScale")) {
        if (value < this.minimum) this.minimum = value;
        if (value > this.maximum) this.maximum = value;
      }
    },
  };
}

function toScale(column: string, { minimum, maximum }: ColumnRange, low: number, high: number): Scale {
  if (minimum > maximum) throw nothingToLearn(column, "minMaxScale");
  return { column, minimum, factor: (high - low) / (maximum - minimum || 1), low };
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
