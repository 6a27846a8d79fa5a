import type { TimeWindow } from "./time-windows.js";

/** A metric of a model, window by window. */
export interface ScoreOverTime {
  readonly kind: "score-over-time";
  /** Name of the metric, such as rocAuc. */
  readonly metric: string;
  readonly better: "lower" | "higher";
  readonly windows: readonly TimeWindow[];
  /** One per window; null where it has too few rows, or not every class. */
  readonly scores: readonly (number | null)[];
  /** Over all windows together; null where it cannot be computed. */
  readonly overall: number | null;
}
