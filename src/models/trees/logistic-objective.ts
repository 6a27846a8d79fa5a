import { type BoostingObjective, type ObjectiveRows, targetMean } from "./boosting-objective.js";

/** Log loss of two classes; the answer is the logarithm of the odds of the second and begins at its share of the rows. */
export function logisticObjective(learned: ObjectiveRows): BoostingObjective {
  const { grower, target, weights } = learned;
  const { pairs, answers, aims } = grower.room;
  const share = targetMean(learned);
  const offset = Math.log(share / (1 - share));
  aims.set(target);
  return {
    offsets: [offset],
    fillGradients() {
      grower.kernel.logisticGradients(pairs, answers, aims, offset);
      if (weights === undefined) return;
      for (let row = 0; row < weights.length; row++) {
        const weight = weights[row];
        pairs[2 * row] = weight * pairs[2 * row];
        pairs[2 * row + 1] = weight * pairs[2 * row + 1];
      }
    },
  };
}
