import type { BoostingObjective, ObjectiveRows } from "./boosting-objective.js";
import { exponential } from "./kernel/exponential.js";
import { minHessian } from "./kernel/sigmoid.js";

/**
 * Log loss of several classes, one tree per class and round; scores are initially the logarithms of the classes'
 * shares.
 */
export function softmaxObjective(training: ObjectiveRows, classCount: number): BoostingObjective {
  const { grower, rows, target, weights } = training;
  const { pairs, scores } = grower.workspace;
  const rowCount = target.length;
  const offsets = logShares(training, classCount);
  const probabilities = new Float64Array(classCount * rowCount);
  return {
    offsets,
    beginRound() {
      for (let index = 0; index < rows.length; index++) {
        const row = rows[index];
        let total = 0;
        let largest = Number.NEGATIVE_INFINITY;
        for (let output = 0; output < classCount; output++) {
          largest = Math.max(largest, offsets[output] + scores[output * rowCount + row]);
        }
        for (let output = 0; output < classCount; output++) {
          const margin = offsets[output] + scores[output * rowCount + row];
          const odds = exponential(Math.max(margin - largest, -700));
          probabilities[output * rowCount + row] = odds;
          total += odds;
        }
        for (let output = 0; output < classCount; output++) {
          const entry = output * rowCount + row;
          probabilities[entry] = probabilities[entry] / total;
        }
      }
    },
    fillGradients(output) {
      for (let index = 0; index < rows.length; index++) {
        const row = rows[index];
        const weight = weights === undefined ? 1 : weights[row];
        const probability = probabilities[output * rowCount + row];
        pairs[2 * row] = weight * (probability - (target[row] === output ? 1 : 0));
        // 2 x second derivative, as in XGBoost: an upper bound that accounts for the change of the other classes.
        pairs[2 * row + 1] = weight * Math.max(2 * probability * (1 - probability), minHessian);
      }
    },
  };
}

function logShares({ rows, target, weights }: ObjectiveRows, classCount: number): number[] {
  const totals = new Float64Array(classCount);
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index];
    const code = target[row];
    totals[code] = totals[code] + (weights === undefined ? 1 : weights[row]);
  }
  const total = totals.reduce((sum, value) => sum + value, 0);
  return Array.from(totals, (value) => Math.log(value / total));
}
