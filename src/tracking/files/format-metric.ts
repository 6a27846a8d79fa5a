import type { MetricPoint } from "../tracker.js";
import { formatPythonFloat } from "./format-python-float.js";

/**
 * Lines of a metric file: milliseconds, value and step of each point, and its dataset.
 *
 * @example metricLines([{ timestamp: 1700000000000, value: 1, step: 0 }]) // "1700000000000 1.0 0\n"
 */
export function formatMetric(points: readonly MetricPoint[]): string {
  let text = "";
  for (const { value, step, timestamp, dataset } of points) {
    const suffix = dataset === undefined ? "" : ` ${toWord(dataset.name)} ${toWord(dataset.digest)}`;
    text += `${Math.round(timestamp)} ${formatPythonFloat(value)} ${step}${suffix}\n`;
  }
  return text;
}

/** Spaces separate the fields of a line: MLflow cannot read an experiment with a space in a dataset's name. */
function toWord(text: string): string {
  return text.replace(/\s/g, "_");
}
