import { ArgumentError } from "../core/errors.js";
import { reportWork, type WorkReport } from "../core/report-work.js";
import type { FittedModel } from "../models/model.js";
import type { TableSource } from "../table/frame-like.js";
import { columnsFor } from "../table/to-columns.js";
import { trainingTable } from "./fit-pipeline.js";
import { FoldFits, fitFolds, type PreparedFold } from "./fold-fits.js";
import { type CustomMetric, getMetrics, type MetricName, type Task } from "./metric-definition.js";
import { classPositions, getTask, modelOutput, toMetricRows } from "./model-output.js";
import type { Pipeline } from "./pipeline.js";
import { checkFolds, type FoldOptions, planFolds } from "./plan-folds.js";
import { tableTimes } from "./refuse-shuffled-dates.js";
import { shuffledDatesWarning } from "./shuffled-dates-warning.js";

/** What is fitted and measured, and on which folds. */
export interface CrossValidationOptions extends FoldOptions {
  /** A Polars frame or columns. */
  readonly table: TableSource;
  /** One value per row, or the name of its column. */
  readonly target: Float64Array | string;
  /**
   * What is measured; metrics of classes that need scores are computed from probabilities.
   * @default the usual metrics of the task, such as RMSE, mean absolute error and R2
   */
  readonly metrics?: readonly (MetricName | CustomMetric)[] | undefined;
  /**
   * Weight of each row in fitting, or the name of its column.
   * @default 1 for every row
   */
  readonly weights?: Float64Array | string | undefined;
  /**
   * Times of the rows, where the table has no time column: folds that learn from later rows than they test on are named
   * in `warnings`.
   */
  readonly times?: Float64Array | undefined;
  /**
   * Threads, for boosted trees, of which several large folds are fitted at once, and for forests; the scores do not
   * depend on them.
   * @default one per core in the main thread of Node, at most 8 for boosted trees; 1 elsewhere
   */
  readonly threads?: number | undefined;
}

/** One fold's rows and scores. */
export interface FoldScore {
  readonly trainRows: number;
  readonly testRows: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** Rounds that the model grew, for boosted trees. */
  readonly rounds?: number | undefined;
}

/** The scores of cross-validation. */
export interface CrossValidation {
  readonly kind: "cross-validation";
  readonly task: Task;
  readonly folds: readonly FoldScore[];
  /** Mean of each metric over the folds. */
  readonly mean: Readonly<Record<string, number>>;
  /** Population standard deviation of each metric over the folds. */
  readonly deviation: Readonly<Record<string, number>>;
  /** Each row's prediction by the fold that tested it (the last, if several); NaN where none did. */
  readonly predictions: Float64Array;
  /** For two classes: each row's probability of the second class, likewise. */
  readonly probability?: Float64Array | undefined;
  /** Sentences about folds whose scores are too optimistic. */
  readonly warnings: readonly string[];
}

/**
 * The scores of a pipeline that is fitted and measured once per fold: every step and the model learn from the fold's
 * training rows alone. A model that stops early watches the fold's test rows, so its score is slightly optimistic.
 *
 * @throws ArgumentError for folds that share rows, and for a metric that is not for the task.
 * @example crossValidate(trees, { table: train, target: "volume", folds: 3 }).mean.rmse
 */
export function crossValidate(pipeline: Pipeline, options: CrossValidationOptions): CrossValidation {
  const caller = "crossValidate";
  const { target, weights, metrics, times, threads } = options;
  const source = columnsFor(caller, options.table);
  const table = trainingTable(source, target, { weights });
  const folds = planFolds(caller, source, table.target, options);
  checkFolds(caller, folds, source.rowCount);
  checkWeights(caller, table.weights, source.rowCount);
  const fits = new FoldFits(table, folds, { shared: true });
  const prepared = folds.map((_, index) => fits.prepare(pipeline, index));
  const models = fitFolds(fits, pipeline, prepared, threads);
  const predictions = new Float64Array(source.rowCount).fill(Number.NaN);
  const probability = new Float64Array(source.rowCount).fill(Number.NaN);
  const tasks = new Set<Task>();
  const scores = folds.map(({ train, test }, index): FoldScore => {
    const fold = prepared[index] as PreparedFold;
    const model = models[index] as FittedModel;
    const task = getTask([model], table.target.labels);
    tasks.add(task.task);
    const output = toMetricRows(pipeline.model.kind, modelOutput(model, fold.test.matrix), task);
    const actual =
      task.task === "regression" ? fold.test.target : classPositions(caller, fold.test.target, task.classes);
    test.forEach((row, position) => {
      const predicted = output.predicted[position] ?? Number.NaN;
      predictions[row] = task.classes[predicted] ?? predicted;
      probability[row] = output.probabilities?.[1]?.[position] ?? Number.NaN;
    });
    const definitions = getMetrics(caller, task.task, metrics);
    return {
      trainRows: train.length,
      testRows: test.length,
      metrics: Object.fromEntries(
        definitions.map((metric) => [metric.name, metric.measure({ actual, ...output })] as const),
      ),
      rounds: model.rounds,
    };
  });
  const [task = "regression"] = tasks;
  const result: CrossValidation = {
    kind: "cross-validation",
    task,
    folds: scores,
    ...summarizeFolds(scores.map((score) => score.metrics)),
    predictions,
    probability: task === "two classes" ? probability : undefined,
    warnings: foldWarnings(folds, times ?? tableTimes(source)),
  };
  reportWork(() => validationReport(result, pipeline, options, source.rowCount));
  return result;
}

/** What a run records: the scores of each fold by its number, their mean and deviation. */
function validationReport(
  { folds, mean, deviation, task }: CrossValidation,
  { model, steps }: Pipeline,
  { target, folds: plan = 3, seed = 0 }: CrossValidationOptions,
  rows: number,
): WorkReport {
  const names = Object.keys(mean);
  return {
    caller: "crossValidate",
    prefix: "cross_validation",
    params: {
      model: model.kind,
      steps: steps.map((step) => step.kind).join(" "),
      target: typeof target === "string" ? target : undefined,
      ...{ task, rows, folds: folds.length, seed: typeof plan === "number" ? seed : undefined },
    },
    metrics: {
      ...mean,
      ...Object.fromEntries(names.map((name) => [`${name}_deviation`, deviation[name] ?? Number.NaN])),
    },
    series: Object.fromEntries(
      names.map((name) => [`${name}_by_fold`, folds.map(({ metrics }) => metrics[name] ?? Number.NaN)]),
    ),
  };
}

/** Mean and population standard deviation of each metric over folds. */
export function summarizeFolds(
  scores: readonly Readonly<Record<string, number>>[],
): Pick<CrossValidation, "mean" | "deviation"> {
  const mean: Record<string, number> = {};
  const deviation: Record<string, number> = {};
  for (const name of Object.keys(scores[0] ?? {})) {
    const values = scores.map((own) => own[name] ?? Number.NaN);
    const center = values.reduce((total, value) => total + value, 0) / values.length;
    const squares = values.reduce((total, value) => total + (value - center) ** 2, 0);
    mean[name] = center;
    deviation[name] = Math.sqrt(squares / values.length);
  }
  return { mean, deviation };
}

/** A sentence for each fold that learns from later rows than it tests on. */
export function foldWarnings(
  folds: readonly { readonly train: Int32Array; readonly test: Int32Array }[],
  times: Float64Array | undefined,
): readonly string[] {
  if (times === undefined) return [];
  return folds.flatMap((fold, index) => {
    const warning = shuffledDatesWarning(fold, times);
    return warning === undefined ? [] : [`fold ${index + 1}: ${warning}`];
  });
}

/** Refuses weights of another number than rows. */
export function checkWeights(caller: string, weights: Float64Array | undefined, rowCount: number): void {
  if (weights === undefined || weights.length === rowCount) return;
  throw new ArgumentError(`${caller}: ${weights.length} weights for ${rowCount} rows; give one weight per row`);
}
