import { type BoostingObjective, type ObjectiveRows, targetMean } from "./boosting-objective.js";

/** Log loss of two classes; the answer is the logarithm of the odds of the second and begins at its share of the rows. */
export function logisticObjective(learned: ObjectiveRows): BoostingObjective {
  const { grower, rows, target, weights } = learned;
  const { pairs, answers } = grower.room;
  const share = targetMean(learned);
  const offset = Math.log(share / (1 - share));
  return {
    offsets: [offset],
    fillGradients() {
      for (let place = 0; place < rows.length; place++) {
        const row = rows[place] as number;
        const weight = weights === undefined ? 1 : (weights[row] as number);
        const probability = 1 / (1 + Math.exp(-offset - (answers[row] as number)));
        pairs[2 * row] = weight * (probability - (target[row] as number));
        pairs[2 * row + 1] = weight * Math.max(probability * (1 - probability), leastHessian);
      }
    },
  };
}

/** As XGBoost: keeps rows that are certain from weighing nothing at all. */
export const leastHessian = 1e-16;
