import type { FitOptions } from "../model.js";
import type { BinnedMatrix } from "./bin-matrix.js";
import type { BoostedTreesParts } from "./boosted-trees.js";
import type { CompleteBoostingOptions } from "./gradient-boosting-options.js";
import type { ForestDraw, ForestStart, ForestTree } from "./grow-forest-tree.js";

/** What boosted trees learn from. */
export interface BinnedTraining extends Pick<FitOptions, "validation" | "weights"> {
  readonly binned: BinnedMatrix;
  readonly target: Float64Array;
}

/** A whole boosted model, for one thread. */
export interface BoostingTask extends BinnedTraining {
  readonly kind: "boosting";
  readonly options: CompleteBoostingOptions;
}

/** What a thread is given: a forest, a tree of it, its end, or a boosted model. */
export type TreeTask = ForestStart | ForestDraw | { readonly kind: "end" } | BoostingTask;

/** What it replies to a task, by its number. */
export interface TreeReply {
  readonly task: number;
  readonly tree?: ForestTree | undefined;
  readonly boosted?: BoostedTreesParts | undefined;
}
