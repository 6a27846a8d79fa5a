import type { Params } from "./space/space.js";

/**
 * - `waiting`: its point is chosen, its evaluation has not begun or was interrupted; a search that resumes the study begins with it.
 * - `running`: under way.
 * - `complete`: has a value.
 * - `pruned`: ended early because it was not promising.
 * - `failed`: threw, or gave something that is not a number.
 */
export type TrialState = "waiting" | "running" | "complete" | "pruned" | "failed";

/** One evaluation of the objective. Plain data. */
export interface Trial<Point = Params> {
  /** 0 for the first of a study; also its place in `study.trials`. */
  readonly number: number;
  readonly state: TrialState;
  readonly params: Point;
  /** What the objective gave; undefined unless complete, or pruned after a value was reported. */
  readonly value: number | undefined;
  /** What the objective gave for each goal, in a search with several. */
  readonly values?: Readonly<Record<string, number>>;
  /** Values reported on the way, by step in rising order. */
  readonly intermediate: readonly IntermediateValue[];
  /** When it began, in milliseconds since 1970; undefined while waiting. */
  readonly startedAt: number | undefined;
  /** How long it took; undefined until it has ended. */
  readonly durationMs: number | undefined;
  /** Why it failed. */
  readonly message: string | undefined;
}

/** A value that a trial reported before its end. */
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

/** Whether a trial has ended, in whatever way. */
export function hasEnded(trial: Trial<unknown>): boolean {
  return trial.state !== "waiting" && trial.state !== "running";
}
