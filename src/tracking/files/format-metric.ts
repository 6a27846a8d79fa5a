import type { MetricPoint } from "../tracker.js";
import { formatPythonFloat } from "./format-python-float.js";

/**
 * Lines of a metric file: milliseconds, value and step of each point.
 *
 * @example metricLines([{ timestamp: 1700000000000, value: 1, step: 0 }]) // "1700000000000 1.0 0\n"
 */
export function formatMetric(points: readonly MetricPoint[]): string {
  let text = "";
  for (const { value, step, timestamp } of points)
    text += `${Math.round(timestamp)} ${formatPythonFloat(value)} ${step}\n`;
  return text;
}
