import { ArgumentError } from "../core/errors.js";
import { meanAbsoluteError } from "../models/metrics/mean-absolute-error.js";
import { r2 } from "../models/metrics/r2.js";
import { rmse } from "../models/metrics/rmse.js";
import type { Columns } from "../table/columns.js";
import { getNumbers } from "../table/get-numbers.js";
import { takeRows } from "../table/take-rows.js";
import { takeValues } from "../table/take-values.js";
import type { Pipeline } from "./pipeline.js";
import { shuffledDatesWarning } from "./shuffled-dates-warning.js";
import type { Split } from "./time-split.js";

/** A number from actual and predicted values, such as `rmse` or `rocAuc`. */
export type Metric = (actual: Float64Array, predicted: Float64Array) => number;

export interface CrossValidationOptions {
  readonly columns: Columns;
  /** One value per row, or the name of its column. */
  readonly target: Float64Array | string;
  /** Rows to learn from and to test on, from `timeFolds`, `randomFolds`, `stratifiedFolds` or `groupFolds`. */
  readonly folds: readonly Split[];
  /** What to measure on predictions. Default: rmse, meanAbsoluteError and r2, unless probabilityMetrics are given. */
  readonly metrics?: Readonly<Record<string, Metric>>;
  /** What to measure on the probability of class 1. Default: nothing. */
  readonly probabilityMetrics?: Readonly<Record<string, Metric>>;
  /** How much each row counts in fitting. Default: every row 1. */
  readonly weights?: Float64Array;
  /** The rows' times: folds that learn from later rows than they test on are then named in `warnings`. */
  readonly times?: Float64Array;
}

/** One fold's rows and scores. */
export interface FoldScore {
  readonly trainRows: number;
  readonly testRows: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** What cross-validation found. */
export interface CrossValidation {
  readonly folds: readonly FoldScore[];
  /** Plain mean of each metric over the folds. */
  readonly mean: Readonly<Record<string, number>>;
  /** Population standard deviation of each metric over the folds. */
  readonly deviation: Readonly<Record<string, number>>;
  /** Each row's prediction by the fold that tested it (the last, if several); NaN where none did. */
  readonly predictions: Float64Array;
  /** Sentences about folds that flatter. */
  readonly warnings: readonly string[];
}

/** A pipeline fitted and measured once per fold: every step and the model learn from the fold's training rows alone, so nothing leaks. */
export function crossValidate(
  pipeline: Pipeline,
  { columns, target, folds, metrics, probabilityMetrics = {}, weights, times }: CrossValidationOptions,
): CrossValidation {
  if (folds.length === 0) throw new ArgumentError("crossValidate: folds is empty; give at least one");
  const values = typeof target === "string" ? getNumbers(columns, target, "crossValidate") : target;
  const plain =
    metrics ?? (Object.keys(probabilityMetrics).length === 0 ? { rmse, meanAbsoluteError, r2 } : ({} as const));
  const twice = Object.keys(plain).find((name) => Object.hasOwn(probabilityMetrics, name));
  if (twice !== undefined) throw new ArgumentError(`crossValidate: metric "${twice}" is given twice`);
  const predictions = new Float64Array(columns.rowCount).fill(Number.NaN);
  const warnings: string[] = [];
  const scores = folds.map((fold, place): FoldScore => {
    checkFold(fold, place, columns.rowCount);
    const { train, test } = fold;
    const warning = times && shuffledDatesWarning(fold, times);
    if (warning !== undefined) warnings.push(`fold ${place + 1}: ${warning}`);
    const fitted = pipeline.fit(
      takeRows(columns, train),
      typeof target === "string" ? target : takeValues(values, train),
      weights === undefined ? {} : { weights: takeValues(weights, train) },
    );
    const tested = takeRows(columns, test);
    const actual = takeValues(values, test);
    const predicted = fitted.predict(tested);
    test.forEach((row, index) => {
      predictions[row] = predicted[index];
    });
    const found: Record<string, number> = {};
    for (const [name, metric] of Object.entries(plain)) found[name] = metric(actual, predicted);
    if (Object.keys(probabilityMetrics).length > 0) {
      const probability = fitted.probability(tested);
      for (const [name, metric] of Object.entries(probabilityMetrics)) found[name] = metric(actual, probability);
    }
    return { trainRows: train.length, testRows: test.length, metrics: found };
  });
  const names = Object.keys(scores[0]?.metrics ?? {});
  const mean = Object.fromEntries(
    names.map((name) => [name, scores.reduce((total, own) => total + (own.metrics[name] ?? 0), 0) / scores.length]),
  );
  const deviation = Object.fromEntries(
    names.map((name) => {
      const squares = scores.reduce((total, own) => total + ((own.metrics[name] ?? 0) - (mean[name] ?? 0)) ** 2, 0);
      return [name, Math.sqrt(squares / scores.length)];
    }),
  );
  return { folds: scores, mean, deviation, predictions, warnings };
}

function checkFold({ train, test }: Split, place: number, rowCount: number): void {
  const side = train.length === 0 ? "learn from" : "test on";
  if (train.length === 0 || test.length === 0) {
    throw new ArgumentError(`crossValidate: fold ${place + 1} has no rows to ${side}`);
  }
  const learned = new Uint8Array(rowCount);
  for (const row of train) learned[row] = 1;
  const shared = test.find((row) => learned[row] === 1);
  if (shared !== undefined) {
    throw new ArgumentError(
      `crossValidate: fold ${place + 1} learns from row ${shared} and tests on it; a row may stand on one side only`,
    );
  }
}
