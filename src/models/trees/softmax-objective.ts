import type { BoostingObjective, ObjectiveRows } from "./boosting-objective.js";
import { leastHessian } from "./kernel/chance-of.js";
import { exponential } from "./kernel/exponential.js";

/** Log loss of several classes, one tree per class and round; answers begin at the logarithms of the classes' shares. */
export function softmaxObjective(learned: ObjectiveRows, classCount: number): BoostingObjective {
  const { grower, rows, target, weights } = learned;
  const { pairs, answers } = grower.room;
  const rowCount = target.length;
  const offsets = logShares(learned, classCount);
  const probabilities = new Float64Array(classCount * rowCount);
  return {
    offsets,
    beginRound() {
      for (let place = 0; place < rows.length; place++) {
        const row = rows[place];
        let total = 0;
        let largest = Number.NEGATIVE_INFINITY;
        for (let output = 0; output < classCount; output++) {
          largest = Math.max(largest, offsets[output] + answers[output * rowCount + row]);
        }
        for (let output = 0; output < classCount; output++) {
          const margin = offsets[output] + answers[output * rowCount + row];
          const own = exponential(Math.max(margin - largest, -700));
          probabilities[output * rowCount + row] = own;
          total += own;
        }
        for (let output = 0; output < classCount; output++) {
          const entry = output * rowCount + row;
          probabilities[entry] = probabilities[entry] / total;
        }
      }
    },
    fillGradients(output) {
      for (let place = 0; place < rows.length; place++) {
        const row = rows[place];
        const weight = weights === undefined ? 1 : weights[row];
        const probability = probabilities[output * rowCount + row];
        pairs[2 * row] = weight * (probability - (target[row] === output ? 1 : 0));
        // Twice the second derivative, as XGBoost: an upper bound that takes the other classes' change into account.
        pairs[2 * row + 1] = weight * Math.max(2 * probability * (1 - probability), leastHessian);
      }
    },
  };
}

function logShares({ rows, target, weights }: ObjectiveRows, classCount: number): number[] {
  const totals = new Float64Array(classCount);
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place];
    const own = target[row];
    totals[own] = totals[own] + (weights === undefined ? 1 : weights[row]);
  }
  const total = totals.reduce((sum, own) => sum + own, 0);
  return Array.from(totals, (own) => Math.log(own / total));
}
