import type { Params } from "./space/space.js";

/**
 * The function that a search minimizes or maximizes. A trial fails when it throws or returns something other than a
 * number.
 */
export type Objective<Point = Params, Value = number> = (params: Point, trial: TrialContext) => Value | Promise<Value>;

/** What an objective knows about its trial besides the parameters, and can report about it. */
export interface TrialContext {
  /** 0 for the first trial of the study. */
  readonly number: number;
  /** Aborted when the search stops; the result is then ignored. */
  readonly signal: AbortSignal;
  /**
   * Records the value reached after `step` (an integer, such as the number of trees or folds; only the first report of
   * a step counts).
   *
   * @throws TrialPruned when the pruner ends the trial; do not catch it
   */
  report(step: number, value: number): void;
}
