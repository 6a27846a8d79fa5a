import { ArgumentError } from "../core/errors.js";
import type { FittedModel } from "../models/model.js";
import type { Matrix } from "../table/matrix.js";
import { hasClasses } from "./describe-target.js";
import type { MetricRows, Task } from "./metric-definition.js";

/** What is predicted: a number, or one of `classes`. */
export interface TaskClasses {
  readonly task: Task;
  /** The classes, ascending; none of a regression. */
  readonly classes: readonly number[];
}

/** What a fitted model gives for some rows: numbers, or a probability for each of its classes. */
export type ModelOutput =
  | { readonly values: Float64Array; readonly classes?: undefined }
  | { readonly classes: readonly number[]; readonly probabilities: readonly Float64Array[] };

/** The task that fitted models and the target agree on: classes where one of the models is a classifier. */
export function getTask(models: readonly FittedModel[], labels: readonly string[] | undefined): TaskClasses {
  const classes = new Set<number>();
  for (const model of models) for (const own of model.classes ?? []) classes.add(own);
  if (classes.size > 0) labels?.forEach((_, code) => void classes.add(code));
  return toTask([...classes].sort((a, b) => a - b));
}

/** The task of predicting one of these classes; numbers where there are none. */
export function toTask(classes: readonly number[]): TaskClasses {
  if (classes.length === 0) return { task: "regression", classes: [] };
  return { task: classes.length === 2 ? "two classes" : "many classes", classes };
}

/** The output of a model for a matrix. */
export function modelOutput(model: FittedModel, matrix: Matrix): ModelOutput {
  if (!hasClasses(model)) return { values: model.predict(matrix) };
  return { classes: model.classes, probabilities: model.probabilities(matrix) };
}

/**
 * Predictions in the form that metrics read. Of two classes the second is predicted where its probability is above the
 * threshold. A model that predicts numbers from 0 to 1, such as the mean of a group, is scored by these.
 */
export function toMetricRows(
  name: string,
  output: ModelOutput,
  { task, classes }: TaskClasses,
  threshold = 0.5,
): Omit<MetricRows, "actual"> {
  if (task === "regression") {
    if (output.classes === undefined) return { predicted: output.values };
    throw new ArgumentError(
      `"${name}" predicts the classes ${output.classes.join(", ")} and the metric is for numbers; use a metric of classes such as rocAuc`,
    );
  }
  const probabilities = classProbabilities(name, output, classes);
  return { probabilities, predicted: likeliest(probabilities, threshold) };
}

function classProbabilities(name: string, output: ModelOutput, classes: readonly number[]): readonly Float64Array[] {
  if (output.classes !== undefined) {
    const rowCount = output.probabilities[0]?.length ?? 0;
    return classes.map((value) => output.probabilities[output.classes.indexOf(value)] ?? new Float64Array(rowCount));
  }
  if (classes.length > 2) {
    throw new ArgumentError(
      `"${name}" predicts numbers and the target has ${classes.length} classes; use a classifier`,
    );
  }
  const score = output.values.map((value) => Math.min(1, Math.max(0, value)));
  return [score.map((value) => 1 - value), score];
}

/** The position of the most probable class; of two classes the second where its probability is above the threshold. */
export function likeliest(probabilities: readonly Float64Array[], threshold: number): Float64Array {
  const [first = new Float64Array(0), second] = probabilities;
  if (probabilities.length === 2 && second !== undefined) return second.map((value) => (value > threshold ? 1 : 0));
  return first.map((_, row) => {
    let best = 0;
    for (let index = 1; index < probabilities.length; index++) {
      if ((probabilities[index]?.[row] ?? 0) > (probabilities[best]?.[row] ?? 0)) best = index;
    }
    return best;
  });
}

/** The position of each row's class. */
export function classPositions(caller: string, values: Float64Array, classes: readonly number[]): Float64Array {
  const positions = new Map(classes.map((value, position) => [value, position]));
  return values.map((value, row) => {
    const position = positions.get(value);
    if (position !== undefined) return position;
    throw new ArgumentError(
      `${caller}: the target is ${value} at row index ${row}, training had the classes ${classes.join(", ")}; drop that row`,
    );
  });
}
