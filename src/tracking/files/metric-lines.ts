import type { MetricPoint } from "../tracker.js";
import { pythonFloat } from "./python-float.js";

/**
 * The lines of a metric file: milliseconds, value and step, a line per point.
 *
 * @example metricLines([{ timestamp: 1700000000000, value: 1, step: 0 }]) // "1700000000000 1.0 0\n"
 */
export function metricLines(points: readonly MetricPoint[]): string {
  let text = "";
  for (const { value, step, timestamp } of points) text += `${Math.round(timestamp)} ${pythonFloat(value)} ${step}\n`;
  return text;
}
