import { ArgumentError } from "../core/errors.js";
import { type CustomMetric, findMetric, type MetricName } from "./metric-definition.js";
import { type TaskClasses, toTask } from "./model-output.js";
import type { TargetValues } from "./target-column.js";

const classLimit = 100;

/** The task of a target before any model is fitted: labels, and metrics of classes, make it one of classes. */
export function targetTask(
  caller: string,
  { name, values, labels }: TargetValues,
  metric: MetricName | CustomMetric | undefined,
): TaskClasses {
  if (labels !== undefined) return toTask(labels.map((_, code) => code));
  const definition = metric === undefined ? undefined : findMetric(caller, metric);
  const forNumbers = definition?.tasks.includes("regression") ?? true;
  const forClasses = definition?.tasks.includes("two classes") ?? true;
  if (forNumbers && !(forClasses && values.every((value) => value === 0 || value === 1))) return toTask([]);
  const classes = [...new Set(values)].sort((a, b) => a - b);
  const limit = definition?.tasks.includes("many classes") === false ? 2 : classLimit;
  if (classes.length >= 2 && classes.length <= limit && classes.every(Number.isInteger)) return toTask(classes);
  throw new ArgumentError(
    `${caller}: metric "${definition?.name}" is for classes, the target "${name ?? "values"}" has ${classes.length} distinct numbers; use rmse or another metric of numbers`,
  );
}
