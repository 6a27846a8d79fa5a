import { InterruptedError } from "../core/errors.js";

/** Thrown in an objective to end its trial as pruned: by `trial.report` when the pruner says so, or by the objective itself. */
export class TrialPruned extends InterruptedError {
  constructor(message = "the trial was pruned") {
    super(message);
  }
}
