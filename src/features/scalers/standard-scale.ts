import type { JsonReader } from "../../core/json-reader.js";
import type { Column, Columns } from "../../table/columns.js";
import { numbersInColumns } from "../../table/numbers-in-columns.js";
import { withColumns } from "../../table/with-columns.js";
import { checkColumnNames } from "../check-column-names.js";
import { columnMoments } from "../column-moments.js";
import { numberColumnNames } from "../number-column-names.js";
import { nothingToLearn, squarableNumbers } from "../present-numbers.js";
import type { ChunkedStep, FittedStep } from "../step.js";
import { type ColumnSummary, summarizeChunks } from "../summarize-chunks.js";

export interface StandardScaleOptions {
  /** Number columns. Default: every number column at fit. */
  readonly columns?: readonly string[] | undefined;
}

interface Scale {
  readonly column: string;
  readonly mean: number;
  /** Population standard deviation; 1 for a constant column. */
  readonly deviation: number;
}

/**
 * A step that subtracts each column's mean and divides by its population standard deviation, as scikit-learn's
 * StandardScaler.
 *
 * Missing values are ignored and stay missing. A constant column becomes 0.
 *
 * `fitChunks` learns from rows that need not fit into memory together, equal to `fit` but for rounding.
 *
 * @throws ArgumentError at fit for a column without values
 *
 * @example standardScale({ columns: ["temp"] }).kind // "standardScale"
 */
export function standardScale({ columns: names }: StandardScaleOptions = {}): ChunkedStep {
  if (names !== undefined) checkColumnNames("standardScale", names);
  return {
    kind: "standardScale",
    fit: (columns) =>
      fittedStandardScale(
        (names ?? numberColumnNames(columns)).map((name) => {
          const own = columnScale();
          own.add(columns, name);
          return own.scale(name);
        }),
      ),
    async fitChunks(chunks) {
      const getNames = (columns: Columns): readonly string[] => names ?? numberColumnNames(columns);
      const scales = await summarizeChunks("standardScale", chunks, getNames, columnScale);
      return fittedStandardScale(scales.map(([name, own]) => own.scale(name)));
    },
  };
}

/** A fitted standardScale step from its JSON. */
export function restoreStandardScale(json: JsonReader): FittedStep {
  return fittedStandardScale(
    json.objects("scales").map((item) => {
      const deviation = item.number("deviation");
      if (!(deviation > 0)) throw item.invalid("deviation", `a number > 0, got ${deviation}`);
      return { column: item.string("column"), mean: item.number("mean"), deviation };
    }),
  );
}

function columnScale(): ColumnSummary & { scale(name: string): Scale } {
  const column = columnMoments((columns, name) => squarableNumbers(columns, name, "standardScale"));
  return {
    add: column.add,
    scale(name) {
      const { count, mean, squares } = column.moments;
      if (count === 0) throw nothingToLearn(name, "standardScale");
      const variance = squares / count;
      const roundingError = count * Number.EPSILON * variance + (count * mean * Number.EPSILON) ** 2;
      return { column: name, mean, deviation: variance <= roundingError ? 1 : Math.sqrt(variance) };
    },
  };
}

function fittedStandardScale(scales: readonly Scale[]): FittedStep {
  const names = scales.map(({ column }) => column);
  return {
    kind: "standardScale",
    inputs: names,
    outputs: names,
    transform: (columns) =>
      withColumns(
        columns,
        scales.map(({ column, mean, deviation }): [string, Column] => {
          const values = numbersInColumns(columns, column, "standardScale").map((value) => (value - mean) / deviation);
          return [column, { kind: "number", values }];
        }),
      ),
    toJSON: () => ({ kind: "standardScale", scales: scales.map((scale) => ({ ...scale })) }),
  };
}
