import type { TableSource } from "../table/frame-like.js";
import type { MetricName, MetricRows } from "./metric-definition.js";

/** Scores by the name of the metric; null where one is not defined, such as the area under the curve of one class. */
export type Scores = Readonly<Record<string, number | null>>;

/** What estimates scores from the model's output and features alone. */
export interface PerformanceEstimator {
  readonly method: "CBPE" | "DLE";
  readonly metrics: readonly MetricName[];
  readonly assumptions: readonly string[];
  estimate(rows: Int32Array): Scores;
}

/** A table with what the model makes of it. */
export interface ScoredTable {
  readonly source: TableSource;
  readonly rows: Omit<MetricRows, "actual">;
  readonly actual?: Float64Array | undefined;
}

/** A score, or null where it is not defined. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
