import type { Direction } from "../study-data.js";
import type { Trial } from "../trial.js";

/** Ends trials early that do not promise much. Like a sampler it keeps nothing: its answer follows from the task alone. */
export interface Pruner {
  /** One word or a few, joined by hyphens. */
  readonly kind: string;
  /** Asked after each value that a trial reports. */
  shouldPrune(task: PruningTask): boolean;
}

/** What a pruner may look at. */
export interface PruningTask {
  readonly direction: Direction;
  /** Every trial there is, by number. */
  readonly trials: readonly Trial[];
  /** The trial in question; its newest value is the last of `intermediate`. */
  readonly trial: Trial;
}
