import type { Params } from "./space/space.js";

/**
 * - `waiting`: has a point but was not started, or was interrupted; a resumed search starts with it.
 * - `running`: is being evaluated.
 * - `complete`: has a value.
 * - `pruned`: ended early because it was not promising.
 * - `failed`: threw, or returned something other than a number.
 */
export type TrialState = "waiting" | "running" | "complete" | "pruned" | "failed";

/** One evaluation of the objective. Plain data. */
export interface Trial<Point = Params> {
  /** 0 for the first trial of a study; also its index in `study.trials`. */
  readonly number: number;
  readonly state: TrialState;
  readonly params: Point;
  /** The result of the objective; undefined unless complete, or pruned after a report. */
  readonly value: number | undefined;
  /** The result for each objective, in a study with several. */
  readonly values?: Readonly<Record<string, number>> | undefined;
  /** Reported values, ascending by step. */
  readonly intermediate: readonly IntermediateValue[];
  /** Start time in milliseconds since 1970; undefined while waiting. */
  readonly startedAt: number | undefined;
  /** Duration; undefined until it has ended. */
  readonly durationMs: number | undefined;
  /** The error message of a failed trial. */
  readonly message: string | undefined;
}

/** A value that a trial reported. */
export interface IntermediateValue {
  readonly step: number;
  readonly value: number;
}

/** A trial that ended with a value. */
export type CompleteTrial<Point = Params> = Trial<Point> & { readonly state: "complete"; readonly value: number };

/** Whether a trial ended with a value. */
export function isComplete<Point>(trial: Trial<Point>): trial is CompleteTrial<Point> {
  return trial.state === "complete" && trial.value !== undefined;
}

/** Whether a trial is complete, pruned or failed. */
export function hasEnded(trial: Trial<unknown>): boolean {
  return trial.state !== "waiting" && trial.state !== "running";
}
