import { type BoostingObjective, type ObjectiveRows, targetMean } from "./boosting-objective.js";

/** Half the squared error; answers begin at the mean of the target. */
export function squaredObjective(learned: ObjectiveRows): BoostingObjective {
  const { grower, target, weights } = learned;
  const { pairs, answers, aims } = grower.room;
  const offset = targetMean(learned);
  for (let row = 0; row < target.length; row++) aims[row] = target[row] - offset;
  if (weights === undefined) {
    return {
      offsets: [offset],
      // The hessian is 1 and stands there already.
      fillGradients: () => grower.kernel.squaredErrorGradients(pairs, answers, aims),
    };
  }
  return {
    offsets: [offset],
    fillGradients() {
      for (let row = 0; row < weights.length; row++) {
        const weight = weights[row];
        pairs[2 * row] = weight * (answers[row] - aims[row]);
        pairs[2 * row + 1] = weight;
      }
    },
  };
}
