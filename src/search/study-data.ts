import type { Params, Space } from "./space/space.js";
import { type CompleteTrial, isComplete, type Trial } from "./trial.js";

/** Whether smaller or larger values are better. */
export type Direction = "minimize" | "maximize";

/** The direction of each of several objectives, by name. */
export type Directions = { readonly [name: string]: Direction };

/** A study with one objective as plain data. */
export interface StudyData<Point = Params> {
  readonly direction: Direction;
  readonly space: Space;
  /** Kind of the sampler. */
  readonly sampler: string;
  readonly seed: number;
  /** By number. */
  readonly trials: readonly Trial<Point>[];
  /** Whether the search was interrupted. */
  readonly interrupted: boolean;
}

/** The complete trial with the best value, the earliest in a tie; undefined when no trial is complete. */
export function bestTrial<Point>(
  study: Pick<StudyData<Point>, "direction" | "trials">,
): CompleteTrial<Point> | undefined {
  let best: CompleteTrial<Point> | undefined;
  for (const trial of study.trials) {
    if (isComplete(trial) && (best === undefined || isBetter(study.direction, trial.value, best.value))) best = trial;
  }
  return best;
}

/** Whether `value` is strictly better than `other`. */
export function isBetter(direction: Direction, value: number, other: number): boolean {
  return direction === "minimize" ? value < other : value > other;
}
