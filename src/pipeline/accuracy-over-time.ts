import { ArgumentError } from "../core/errors.js";
import { type ErrorOverTime, errorOverTime } from "../drift/error-over-time.js";
import type { ScoreOverTime } from "../drift/score-over-time.js";
import { type TimeWindowOptions, timeWindows } from "../drift/time-windows.js";
import { columnNames, type TableSource } from "../table/frame-like.js";
import { evaluate, takeMetricRows } from "./evaluate.js";
import type { FittedPipeline } from "./fitted-pipeline.js";
import { type CustomMetric, getMetric, type MetricDefinition, type MetricName } from "./metric-definition.js";
import { classPositions, getTask, modelOutput, toMetricRows } from "./model-output.js";
import { rowTimes } from "./row-times.js";
import { readTarget } from "./target-column.js";

/** The accuracy of a model window by window. */
export interface Accuracy {
  /** Errors of predicted numbers. */
  readonly errors?: ErrorOverTime | undefined;
  /** The metric of predicted classes. */
  readonly scores?: ScoreOverTime | undefined;
  /** The model's error or metric to compare with. */
  readonly referenceScore?: number | undefined;
}

/** Where the accuracy is measured, and what it is compared with. */
export interface AccuracyOptions extends TimeWindowOptions {
  readonly reference: TableSource;
  readonly current: TableSource;
  readonly minimumRows?: number | undefined;
  readonly referenceScore?: number | undefined;
  readonly metric?: MetricName | CustomMetric | undefined;
}

/** The errors or the metric of the model over time; undefined where the current rows have no target. */
export function accuracyOverTime(
  model: FittedPipeline,
  target: string,
  time: string,
  options: AccuracyOptions,
): Accuracy | undefined {
  const { current, reference, minimumRows = 30, by, windowDays = 14, start, end } = options;
  if (!columnNames(current).includes(target)) return undefined;
  const { task } = getTask([model.model], model.target?.labels);
  const usual = task === "regression" ? "rmse" : task === "two classes" ? "rocAuc" : "accuracy";
  const metric = getMetric("monitor", task, options.metric ?? usual);
  const isMeasured = options.referenceScore === undefined && columnNames(reference).includes(target);
  const known = isMeasured
    ? evaluate({ model }, reference, { target, metrics: [options.metric ?? usual] }).rows.find(
        ({ kind }) => kind === "model",
      )
    : undefined;
  const referenceScore = options.referenceScore ?? known?.metrics[metric.name];
  const windows = { by, windowDays, start, end };
  const compared = referenceScore === undefined ? {} : { referenceScore };
  if (task === "regression") {
    const prediction = model.predict(current);
    return { ...compared, errors: errorOverTime(current, { time, target, prediction, minimumRows, ...windows }) };
  }
  return { ...compared, scores: scoreOverTime(model, target, metric, { current, time, minimumRows, windows }) };
}

function scoreOverTime(
  model: FittedPipeline,
  target: string,
  metric: MetricDefinition,
  {
    current,
    time,
    minimumRows,
    windows,
  }: {
    readonly current: TableSource;
    readonly time: string;
    readonly minimumRows: number;
    readonly windows: TimeWindowOptions;
  },
): ScoreOverTime {
  const task = getTask([model.model], model.target?.labels);
  const { values } = readTarget("monitor", current, target, model.target?.labels);
  const actual = classPositions("monitor", values, task.classes);
  const rows = { actual, ...toMetricRows("model", modelOutput(model.model, model.features(current)), task) };
  const cut = timeWindows(rowTimes("monitor", current, time), windows, "monitor");
  const measure = (own: Int32Array, least: number): number | null => {
    if (own.length < least) return null;
    try {
      return metric.measure(takeMetricRows(rows, own));
    } catch (cause) {
      // The area under the curve of a window with one class, for example.
      if (cause instanceof ArgumentError) return null;
      throw cause;
    }
  };
  const all = Int32Array.from(cut.rows.flatMap((own) => [...own]));
  return {
    kind: "score-over-time",
    metric: metric.name,
    better: metric.better,
    windows: cut.windows,
    scores: cut.rows.map((own) => measure(own, minimumRows)),
    overall: measure(all, 1),
  };
}
