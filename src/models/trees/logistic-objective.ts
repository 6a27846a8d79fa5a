import { type BoostingObjective, type ObjectiveRows, targetMean } from "./boosting-objective.js";

/** Log loss of two classes; a score is the log odds of the second class, initially those of its share of the rows. */
export function logisticObjective(training: ObjectiveRows): BoostingObjective {
  const { grower, target, weights } = training;
  const { pairs, scores, targets } = grower.workspace;
  const share = targetMean(training);
  const offset = Math.log(share / (1 - share));
  targets.set(target);
  return {
    offsets: [offset],
    fillGradients() {
      grower.kernel.logisticGradients(pairs, scores, targets, offset);
      if (weights === undefined) return;
      for (let row = 0; row < weights.length; row++) {
        const weight = weights[row];
        pairs[2 * row] = weight * pairs[2 * row];
        pairs[2 * row + 1] = weight * pairs[2 * row + 1];
      }
    },
  };
}
