import { lastPoint } from "./files/parse-metric.js";
import type { MetricPoint } from "./tracker.js";

/** Summary of a metric's points. */
export interface MetricSummary {
  /** Value with the largest step, then timestamp, then value. */
  readonly last: number;
  /** NaN is ignored. */
  readonly min: number;
  readonly max: number;
  readonly points: number;
}

/**
 * Last, smallest and largest value of a metric and the number of its points; undefined without points.
 *
 * @example metricSummary([{ value: 3, step: 0, timestamp: 0 }, { value: 5, step: 1, timestamp: 0 }])?.min // 3
 */
export function metricSummary(points: readonly MetricPoint[]): MetricSummary | undefined {
  const last = lastPoint(points);
  if (last === undefined) return undefined;
  let min = Number.NaN;
  let max = Number.NaN;
  for (const { value } of points) {
    if (!(value >= min)) min = Number.isNaN(value) ? min : value;
    if (!(value <= max)) max = Number.isNaN(value) ? max : value;
  }
  return { last: last.value, min, max, points: points.length };
}
