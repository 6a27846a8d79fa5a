import { ArgumentError } from "../core/errors.js";
import { pythonFloat } from "./python-float.js";
import type { MetricPoint } from "./tracker.js";

/** The lines of a metric file: milliseconds, value and step, a line per point. Refuses what is not a number. */
export function metricLines(key: string, points: readonly MetricPoint[]): string {
  let text = "";
  for (const { value, step, timestamp } of points) {
    if (typeof value !== "number") {
      throw new ArgumentError(`logMetrics: metric "${key}" must be a number, got ${JSON.stringify(value)}`);
    }
    if (!Number.isSafeInteger(step)) {
      throw new ArgumentError(`logMetrics: the step of metric "${key}" must be a whole number, got ${step}`);
    }
    text += `${Math.round(timestamp)} ${pythonFloat(value)} ${step}\n`;
  }
  return text;
}
