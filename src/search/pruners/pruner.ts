import type { Direction } from "../study-data.js";
import type { Trial } from "../trial.js";

/** Ends unpromising trials early. Like a sampler it is stateless: its result depends on the task alone. */
export interface Pruner {
  /** Name of the pruner, in lowercase with hyphens. */
  readonly kind: string;
  /** Whether to prune, called after each value that a trial reports. */
  shouldPrune(task: PruningTask): boolean;
}

/** The input of a pruner. */
export interface PruningTask {
  readonly direction: Direction;
  /** All trials, by number. */
  readonly trials: readonly Trial[];
  /** The running trial; its newest value is the last of `intermediate`. */
  readonly trial: Trial;
}
