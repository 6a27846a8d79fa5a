import { ArgumentError } from "../core/errors.js";
import type { TableSource } from "../table/frame-like.js";
import { hasClasses } from "./describe-target.js";
import type { FittedPipeline } from "./fitted-pipeline.js";
import type { MetricRows, Task } from "./metric.js";

/** What is predicted: a number, or one of `classes`. */
export interface TaskClasses {
  readonly task: Task;
  /** The classes, ascending; none of a regression. */
  readonly classes: readonly number[];
}

/** The task that fitted pipelines and the target agree on: classes where one of them is a classifier. */
export function getTask(fitted: readonly FittedPipeline[], labels: readonly string[] | undefined): TaskClasses {
  const classes = new Set<number>();
  for (const { model, target } of fitted) for (const own of target?.classes ?? model.classes ?? []) classes.add(own);
  if (classes.size > 0) labels?.forEach((_, code) => void classes.add(code));
  const sorted = [...classes].sort((a, b) => a - b);
  if (sorted.length === 0) return { task: "regression", classes: [] };
  return { task: sorted.length === 2 ? "two classes" : "many classes", classes: sorted };
}

/**
 * The predictions of one pipeline for a table's rows. A model without probabilities that predicts numbers from 0 to 1, such as the mean of a
 * group, is scored by these.
 */
export function modelOutput(
  name: string,
  fitted: FittedPipeline,
  source: TableSource,
  { task, classes }: TaskClasses,
  threshold = 0.5,
): Omit<MetricRows, "actual"> {
  if (task === "regression") return { predicted: fitted.predict(source) };
  const probabilities = classProbabilities(name, fitted, source, classes);
  return { probabilities, predicted: likeliest(probabilities, threshold) };
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

function classProbabilities(
  name: string,
  fitted: FittedPipeline,
  source: TableSource,
  classes: readonly number[],
): readonly Float64Array[] {
  const { model } = fitted;
  if (hasClasses(model)) {
    const own = fitted.probabilities(source);
    const rowCount = own[0]?.length ?? 0;
    return classes.map((value) => own[model.classes.indexOf(value)] ?? new Float64Array(rowCount));
  }
  if (classes.length > 2) {
    throw new ArgumentError(
      `evaluate: "${name}" predicts numbers and the target has ${classes.length} classes; use a classifier`,
    );
  }
  const score = fitted.predict(source).map((value) => Math.min(1, Math.max(0, value)));
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
