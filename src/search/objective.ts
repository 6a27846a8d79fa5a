import type { Params } from "./space/space.js";

/** What a search makes small or large. A trial whose objective throws, or gives something that is not a number, has failed. */
export type Objective<Point = Params, Value = number> = (params: Point, trial: TrialContext) => Value | Promise<Value>;

/** What an objective may know of its trial besides the point, and tell about it. */
export interface TrialContext {
  /** 0 for the first trial of the study. */
  readonly number: number;
  /** Ends when the search is asked to stop: the result is then no longer wanted. */
  readonly signal: AbortSignal;
  /**
   * Records the value reached after `step` (a whole number, such as trees grown or folds done; the first report of a step counts).
   * Throws TrialPruned when the search has a pruner and it ends the trial: let it pass.
   */
  report(step: number, value: number): void;
}
