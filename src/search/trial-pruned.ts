import { InterruptedError } from "../core/errors.js";

/**
 * Thrown in an objective to prune its trial: by `trial.report` when the pruner decides so, or by the objective.
 *
 * @example if (loss > 2 * best) throw new TrialPruned()
 */
export class TrialPruned extends InterruptedError {
  constructor(message = "the trial was pruned") {
    super(message);
  }
}
