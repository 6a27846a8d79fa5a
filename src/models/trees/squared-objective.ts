import { type BoostingObjective, type ObjectiveRows, targetMean } from "./boosting-objective.js";

/** Half the squared error; scores are relative to the mean of the target. */
export function squaredObjective(training: ObjectiveRows): BoostingObjective {
  const { grower, target, weights } = training;
  const { pairs, scores, targets } = grower.workspace;
  const offset = targetMean(training);
  for (let row = 0; row < target.length; row++) targets[row] = target[row] - offset;
  if (weights === undefined) {
    return {
      offsets: [offset],
      // The hessian is 1, the initial value of the pairs.
      fillGradients: () => grower.kernel.squaredErrorGradients(pairs, scores, targets),
    };
  }
  return {
    offsets: [offset],
    fillGradients() {
      for (let row = 0; row < weights.length; row++) {
        const weight = weights[row];
        pairs[2 * row] = weight * (scores[row] - targets[row]);
        pairs[2 * row + 1] = weight;
      }
    },
  };
}
