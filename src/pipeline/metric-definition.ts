import { didYouMean } from "../core/did-you-mean.js";
import { ArgumentError } from "../core/errors.js";
import { accuracy } from "../models/metrics/accuracy.js";
import { averagePrecision } from "../models/metrics/average-precision.js";
import { brierScore } from "../models/metrics/brier-score.js";
import { f1Score } from "../models/metrics/f1-score.js";
import { logLoss } from "../models/metrics/log-loss.js";
import { matthewsCorrelation } from "../models/metrics/matthews-correlation.js";
import { meanAbsoluteError } from "../models/metrics/mean-absolute-error.js";
import { meanAbsolutePercentageError } from "../models/metrics/mean-absolute-percentage-error.js";
import { precision } from "../models/metrics/precision.js";
import { r2 } from "../models/metrics/r2.js";
import { recall } from "../models/metrics/recall.js";
import { rmse } from "../models/metrics/rmse.js";
import { rocAuc } from "../models/metrics/roc-auc.js";

/** What a model predicts: a number, one of two classes, one of many classes. */
export type Task = "regression" | "two classes" | "many classes";

/** A metric by its name; the metrics of classes are computed from probabilities where they need scores. */
export type MetricName =
  | "rmse"
  | "meanAbsoluteError"
  | "r2"
  | "meanAbsolutePercentageError"
  | "rocAuc"
  | "averagePrecision"
  | "matthewsCorrelation"
  | "f1"
  | "precision"
  | "recall"
  | "f1Macro"
  | "f1Weighted"
  | "accuracy"
  | "logLoss"
  | "brierScore";

/** A number from actual and predicted values, such as `rmse`. */
export type Metric = (actual: Float64Array, predicted: Float64Array) => number;

/** Predictions of one model in the form that metrics read. */
export interface MetricRows {
  /** The target: numbers, or the positions of classes. */
  readonly actual: Float64Array;
  /** Predicted numbers, or the positions of predicted classes. */
  readonly predicted: Float64Array;
  /** One array per class with its probability; absent for numbers. */
  readonly probabilities?: readonly Float64Array[] | undefined;
}

/** A metric with what is needed to compare models by it. */
export interface MetricDefinition {
  readonly name: string;
  readonly better: "lower" | "higher";
  readonly tasks: readonly Task[];
  measure(rows: MetricRows): number;
}

/** A metric of one's own. */
export interface CustomMetric {
  readonly name: string;
  readonly better: "lower" | "higher";
  /**
   * What `measure` gets: predicted values (numbers, or the positions of classes), or the probability of the second of
   * two classes.
   * @default "prediction"
   */
  readonly of?: "prediction" | "probability" | undefined;
  readonly measure: Metric;
}

const numbers: readonly Task[] = ["regression"];
const classes: readonly Task[] = ["two classes", "many classes"];
const twoClasses: readonly Task[] = ["two classes"];

/** Here scores are probabilities, also where a model is certain of every row. */
const certain = { allowClasses: true };

const second = ({ probabilities }: MetricRows): Float64Array => probabilities?.[1] ?? new Float64Array(0);
const define = (
  better: "lower" | "higher",
  tasks: readonly Task[],
  measure: (rows: MetricRows) => number,
): Omit<MetricDefinition, "name"> => ({ better, tasks, measure });

const metrics: Readonly<Record<MetricName, Omit<MetricDefinition, "name">>> = {
  rmse: define("lower", numbers, ({ actual, predicted }) => rmse(actual, predicted)),
  meanAbsoluteError: define("lower", numbers, ({ actual, predicted }) => meanAbsoluteError(actual, predicted)),
  r2: define("higher", numbers, ({ actual, predicted }) => r2(actual, predicted)),
  meanAbsolutePercentageError: define("lower", numbers, ({ actual, predicted }) =>
    meanAbsolutePercentageError(actual, predicted),
  ),
  rocAuc: define("higher", twoClasses, (rows) => rocAuc(rows.actual, second(rows), certain)),
  averagePrecision: define("higher", twoClasses, (rows) => averagePrecision(rows.actual, second(rows), certain)),
  matthewsCorrelation: define("higher", classes, ({ actual, predicted }) => matthewsCorrelation(actual, predicted)),
  f1: define("higher", twoClasses, ({ actual, predicted }) => f1Score(actual, predicted)),
  precision: define("higher", twoClasses, ({ actual, predicted }) => precision(actual, predicted)),
  recall: define("higher", twoClasses, ({ actual, predicted }) => recall(actual, predicted)),
  f1Macro: define("higher", classes, ({ actual, predicted }) => f1Score(actual, predicted, { average: "macro" })),
  f1Weighted: define("higher", classes, ({ actual, predicted }) => f1Score(actual, predicted, { average: "weighted" })),
  accuracy: define("higher", classes, ({ actual, predicted }) => accuracy(actual, predicted)),
  logLoss: define("lower", classes, ({ actual, probabilities }) => logLoss(actual, probabilities ?? [], certain)),
  brierScore: define("lower", twoClasses, (rows) => brierScore(rows.actual, second(rows), certain)),
};

const defaults: Readonly<Record<Task, readonly MetricName[]>> = {
  regression: ["rmse", "meanAbsoluteError", "r2"],
  "two classes": ["rocAuc", "averagePrecision", "matthewsCorrelation", "f1", "accuracy", "logLoss"],
  "many classes": ["accuracy", "f1Macro", "matthewsCorrelation", "logLoss"],
};

/** The metrics to compute: those given, or the usual ones of the task. */
export function getMetrics(
  caller: string,
  task: Task,
  given: readonly (MetricName | CustomMetric)[] = defaults[task],
): readonly MetricDefinition[] {
  return given.map((metric) => getMetric(caller, task, metric));
}

/** One metric, by its name or of one's own; refused when it is not for the task. */
export function getMetric(caller: string, task: Task, metric: MetricName | CustomMetric): MetricDefinition {
  const found = findMetric(caller, metric);
  if (found.tasks.includes(task)) return found;
  const others = Object.entries(metrics).flatMap(([name, { tasks }]) => (tasks.includes(task) ? [name] : []));
  throw new ArgumentError(
    `${caller}: metric "${found.name}" is for ${found.tasks.join(" or ")}, the target is ${task}; use one of ${others.join(", ")}`,
  );
}

/** One metric, for whatever task. */
export function findMetric(caller: string, metric: MetricName | CustomMetric): MetricDefinition {
  return typeof metric === "string" ? getMetricByName(caller, metric) : toDefinition(metric);
}

/** The metric to compare by where none is given. */
export function defaultMetric(task: Task): MetricName {
  return task === "many classes" ? "logLoss" : (defaults[task][0] ?? "rmse");
}

function getMetricByName(caller: string, name: string): MetricDefinition {
  if (Object.hasOwn(metrics, name)) return { name, ...metrics[name as MetricName] };
  const known = Object.keys(metrics);
  const hint = didYouMean(name, known) || `; expected one of ${known.join(", ")}`;
  throw new ArgumentError(`${caller}: unknown metric "${name}"${hint}`);
}

function toDefinition({ name, better, of = "prediction", measure }: CustomMetric): MetricDefinition {
  return {
    name,
    better,
    tasks: of === "probability" ? twoClasses : [...numbers, ...classes],
    measure: (rows) => measure(rows.actual, of === "probability" ? second(rows) : rows.predicted),
  };
}
