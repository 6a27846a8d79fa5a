import { ArgumentError } from "../core/errors.js";
import { type RegressionMetrics, regressionMetrics } from "../models/metrics/regression-metrics.js";
import { weightedMean } from "../models/weighted-mean.js";
import type { Columns } from "../table/columns.js";
import { getNumbers } from "../table/get-numbers.js";
import { takeRows } from "../table/take-rows.js";
import { takeValues } from "../table/take-values.js";
import type { FittedPipeline } from "./fitted-pipeline.js";
import type { Pipeline } from "./pipeline.js";
import { shuffledDatesWarning } from "./shuffled-dates-warning.js";
import type { Split } from "./time-split.js";

export interface ComparisonOptions {
  readonly columns: Columns;
  /** One value per row, or the name of its column. */
  readonly target: Float64Array | string;
  /** What to test on, by name, such as `{ "2016": timeSplit(...) }`. Splits that share their training rows share the fit. */
  readonly splits: Readonly<Record<string, Split>>;
  readonly models: Readonly<Record<string, Pipeline>>;
  /** Naive predictions to stand beside the models. The mean of the training target is always there, as `mean`. */
  readonly baselines?: Readonly<Record<string, Pipeline>>;
  /** The rows' times: a split that learns from later rows than it tests on is then named in `warnings`. */
  readonly times?: Float64Array;
}

/** One model or baseline on one split. */
export interface ComparisonRow extends RegressionMetrics {
  readonly name: string;
  readonly kind: "baseline" | "model";
  readonly split: string;
  readonly trainRows: number;
  readonly testRows: number;
}

/** Models with the naive predictions beside them. */
export interface Comparison {
  /** For each split the baselines, then the models. */
  readonly rows: readonly ComparisonRow[];
  /** For each split one sentence: the best model against the best baseline. */
  readonly verdicts: readonly string[];
  /** Sentences about splits that flatter. */
  readonly warnings: readonly string[];
}

/**
 * Every model and baseline fitted on the training rows of each split and measured on its test rows.
 *
 * A model that is no better than repeating a mean has learned nothing, so the baselines cannot be left out.
 */
export function compareWithBaselines({
  columns,
  target,
  splits,
  models,
  baselines = {},
  times,
}: ComparisonOptions): Comparison {
  if (Object.keys(splits).length === 0)
    throw new ArgumentError("compareWithBaselines: splits is empty; give at least one");
  if (Object.keys(models).length === 0)
    throw new ArgumentError("compareWithBaselines: models is empty; give at least one");
  const twice = [meanName, ...Object.keys(baselines)].find((name) => Object.hasOwn(models, name));
  if (twice !== undefined || Object.hasOwn(baselines, meanName)) {
    throw new ArgumentError(
      `compareWithBaselines: the name "${twice ?? meanName}" is taken by a baseline; give another`,
    );
  }
  const values = typeof target === "string" ? getNumbers(columns, target, "compareWithBaselines") : target;
  const fits = new Map<Pipeline, Map<Int32Array, FittedPipeline>>();
  const rows: ComparisonRow[] = [];
  const verdicts: string[] = [];
  const warnings: string[] = [];

  for (const [split, { train, test }] of Object.entries(splits)) {
    const actual = takeValues(values, test);
    const trainTarget = takeValues(values, train);
    const testColumns = takeRows(columns, test);
    const measured = (name: string, kind: ComparisonRow["kind"], predicted: Float64Array): ComparisonRow => ({
      name,
      kind,
      split,
      trainRows: train.length,
      testRows: test.length,
      ...regressionMetrics(actual, predicted),
    });
    const tried = (name: string, kind: ComparisonRow["kind"], pipeline: Pipeline): ComparisonRow => {
      const known = fits.get(pipeline) ?? new Map<Int32Array, FittedPipeline>();
      fits.set(pipeline, known);
      const fitted =
        known.get(train) ?? pipeline.fit(takeRows(columns, train), typeof target === "string" ? target : trainTarget);
      known.set(train, fitted);
      return measured(name, kind, fitted.predict(testColumns));
    };
    const own = [
      measured(meanName, "baseline", new Float64Array(test.length).fill(weightedMean(trainTarget))),
      ...Object.entries(baselines).map(([name, pipeline]) => tried(name, "baseline", pipeline)),
      ...Object.entries(models).map(([name, pipeline]) => tried(name, "model", pipeline)),
    ];
    rows.push(...own);
    verdicts.push(verdict(split, own));
    const warning = times && shuffledDatesWarning({ train, test }, times);
    if (warning !== undefined) warnings.push(`${split}: ${warning}`);
  }
  return { rows, verdicts, warnings };
}

const meanName = "mean";

function verdict(split: string, rows: readonly ComparisonRow[]): string {
  const [model, baseline] = (["model", "baseline"] as const).map((kind) =>
    rows.filter((row) => row.kind === kind).reduce((best, row) => (row.rmse < best.rmse ? row : best)),
  ) as [ComparisonRow, ComparisonRow];
  const against = `the best baseline "${baseline.name}" has ${shown(baseline.rmse)}`;
  const start = `${split}: "${model.name}" has RMSE ${shown(model.rmse)}, ${against}`;
  if (!(model.rmse < baseline.rmse)) return `${start}; the model is no better than this naive prediction`;
  return `${start}; the model is ${(100 * (1 - model.rmse / baseline.rmse)).toFixed(1)} % better`;
}

function shown(value: number): string {
  return Number(value.toPrecision(5)).toString();
}
