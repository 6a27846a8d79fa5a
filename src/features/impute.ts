import { ArgumentError } from "../core/errors.js";
import type { JsonReader } from "../core/json-reader.js";
import { showJson } from "../core/show-json.js";
import { streamQuantiles } from "../stats/stream-quantiles.js";
import type { Column, Columns } from "../table/columns.js";
import { getColumn } from "../table/get-column.js";
import { numbersInColumns } from "../table/numbers-in-columns.js";
import { withColumns } from "../table/with-columns.js";
import { checkColumnNames } from "./check-column-names.js";
import { columnMoments } from "./column-moments.js";
import { countLabels, type Label, labelCounter } from "./encoders/labels.js";
import { finiteNumbers, squarableNumbers } from "./present-numbers.js";
import type { ChunkedStep, FittedStep } from "./step.js";
import { type ColumnSummary, summarizeChunks } from "./summarize-chunks.js";

/** `mean` and `median` for numbers; `mostFrequent` (the smallest in a tie) and a constant for any column. */
export type ImputeStrategy = "mean" | "median" | "mostFrequent" | { readonly constant: number | string };

export interface ImputeOptions {
  readonly columns: readonly string[];
  readonly strategy: ImputeStrategy;
}

interface Fill {
  readonly column: string;
  readonly value: number | string;
}

/**
 * A step that replaces missing values with a learned value or a constant.
 *
 * `fitChunks` learns from rows that need not fit into memory together: equal to `fit`, but for the rounding of the mean
 * and for the median of more than 2^20 rows, whose rank is off by at most 0.08 % of 50 million rows.
 *
 * @throws ArgumentError at fit for a column without values, except with a constant
 *
 * @example impute({ columns: ["temp"], strategy: "median" }).kind // "impute"
 */
export function impute({ columns: names, strategy }: ImputeOptions): ChunkedStep {
  checkColumnNames("impute", names);
  checkStrategy(strategy);
  return {
    kind: "impute",
    fit(columns) {
      const fitted = fittedImpute(names.map((name) => ({ column: name, value: learn(columns, name, strategy) })));
      fitted.transform(columns);
      return fitted;
    },
    async fitChunks(chunks) {
      const learned = await summarizeChunks(
        "impute",
        chunks,
        () => names,
        () => chunkValue(strategy),
      );
      return fittedImpute(learned.map(([column, own]) => ({ column, value: own.value(column) })));
    },
  };
}

/** A fitted impute step from its JSON. */
export function restoreImpute(json: JsonReader): FittedStep {
  return fittedImpute(
    json.objects("fills").map((item) => {
      const value = item.value("value");
      if (typeof value !== "number" && typeof value !== "string") {
        throw item.invalid("value", `a number or a string, got ${showJson(value)}`);
      }
      return { column: item.string("column"), value };
    }),
  );
}

function checkStrategy(strategy: ImputeStrategy): void {
  if (typeof strategy === "string") {
    if (strategy === "mean" || strategy === "median" || strategy === "mostFrequent") return;
  } else if (typeof strategy?.constant === "string" || Number.isFinite(strategy?.constant)) return;
  throw new ArgumentError(
    `impute: strategy must be "mean", "median", "mostFrequent" or { constant: value }, got ${JSON.stringify(strategy)}; for example { strategy: "median" }`,
  );
}

function learn(columns: Columns, name: string, strategy: ImputeStrategy): number | string {
  const column = getColumn(columns, name, "impute");
  if (typeof strategy === "object") return strategy.constant;
  checkStrategyFits(column, name, strategy);
  if (strategy === "mostFrequent") return mostFrequent(countLabels(column), name, isNumeric(column));
  const values =
    strategy === "mean"
      ? squarableNumbers(columns, name, "impute")
      : numbersInColumns(columns, name, "impute").filter((value) => !Number.isNaN(value));
  if (values.length === 0) throw nothingToLearn(name);
  return strategy === "mean" ? shiftedMean(values) : median(values);
}

/** The value from a column of each chunk. */
function chunkValue(strategy: ImputeStrategy): ColumnSummary & { value(name: string): number | string } {
  const labels = labelCounter();
  const moments = columnMoments((columns, name) => squarableNumbers(columns, name, "impute"));
  const quantiles = streamQuantiles();
  let hasNumbers = false;
  return {
    add(columns, name) {
      const column = getColumn(columns, name, "impute");
      hasNumbers = isNumeric(column);
      if (typeof strategy === "object") fillColumn(column, name, strategy.constant);
      else checkStrategyFits(column, name, strategy);
      if (strategy === "mostFrequent") labels.addColumn(column);
      if (strategy === "mean") moments.add(columns, name);
      if (strategy === "median") quantiles.add(finiteNumbers(columns, name, "impute"));
    },
    value(name) {
      if (typeof strategy === "object") return strategy.constant;
      if (strategy === "mostFrequent") return mostFrequent(labels.counts(), name, hasNumbers);
      if (quantiles.count + moments.moments.count === 0) throw nothingToLearn(name);
      return strategy === "mean" ? moments.moments.mean : quantiles.at([0.5])[0];
    },
  };
}

function isNumeric(column: Column): column is Extract<Column, { kind: "number" | "time" }> {
  return column.kind === "number" || column.kind === "time";
}

function checkStrategyFits(column: Column, name: string, strategy: string): void {
  if (isNumeric(column) || strategy === "mostFrequent") return;
  throw new ArgumentError(
    `impute: column "${name}" is ${column.kind} and has no ${strategy}; use "mostFrequent" or { constant: "..." }`,
  );
}

function mostFrequent(counts: ReadonlyMap<Label, number>, name: string, isNumber: boolean): number | string {
  let best: Label = null;
  let bestCount = 0;
  for (const [label, count] of counts) {
    if (label === null || count <= bestCount) continue;
    best = label;
    bestCount = count;
  }
  if (best === null) throw nothingToLearn(name);
  return isNumber ? Number(best) : best;
}

function nothingToLearn(name: string): ArgumentError {
  return new ArgumentError(`impute: column "${name}" has no value to learn from; drop it or use { constant: value }`);
}

function shiftedMean(values: Float64Array): number {
  const first = values[0] ?? 0;
  return first + values.reduce((total, value) => total + (value - first), 0) / values.length;
}

function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

function fittedImpute(fills: readonly Fill[]): FittedStep {
  const names = fills.map(({ column }) => column);
  return {
    kind: "impute",
    inputs: names,
    outputs: names,
    transform: (columns) =>
      withColumns(
        columns,
        fills.map(({ column, value }): [string, Column] => [
          column,
          fillColumn(getColumn(columns, column, "impute"), column, value),
        ]),
      ),
    toJSON: () => ({ kind: "impute", fills: fills.map((fill) => ({ ...fill })) }),
  };
}

function fillColumn(column: Column, name: string, fill: number | string): Column {
  if (column.kind === "number" || column.kind === "time") {
    if (typeof fill === "string") throw wrongKind(name, column.kind, fill);
    return { kind: column.kind, values: column.values.map((value) => (Number.isNaN(value) ? fill : value)) };
  }
  if (typeof fill === "number") throw wrongKind(name, column.kind, fill);
  if (column.kind === "string") return { kind: "string", values: column.values.map((value) => value ?? fill) };
  const found = column.categories.indexOf(fill);
  const code = found < 0 ? column.categories.length : found;
  return {
    kind: "category",
    codes: column.codes.map((known) => (known < 0 ? code : known)),
    categories: found < 0 ? [...column.categories, fill] : column.categories,
  };
}

function wrongKind(name: string, kind: string, fill: number | string): ArgumentError {
  return new ArgumentError(
    `impute: column "${name}" is ${kind} and cannot hold ${JSON.stringify(fill)}; use a constant of that kind`,
  );
}
