import type { DataFrame } from "nodejs-polars";
import type { Evaluation } from "../../pipeline/evaluate.js";
import type { PredictedRow } from "../../pipeline/predict-rows.js";
import type { Tuning } from "../../pipeline/tune-pipeline.js";
import type { MonitorResult } from "../../studies/monitor.js";
import type { FrameDescription } from "../../table/describe.js";
import type { Tracker } from "../../tracking/tracker.js";

/** What the walk found, step by step. */
export interface Walked {
  readonly look: FrameDescription;
  readonly rides: DataFrame;
  readonly train: DataFrame;
  readonly test: DataFrame;
  readonly tracker: Tracker;
  readonly tuning: Tuning<{ readonly depth: number; readonly learningRate: number }>;
  readonly scores: Evaluation;
  readonly watched: MonitorResult;
  readonly predicted: PredictedRow | undefined;
}
