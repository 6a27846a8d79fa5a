import type { LogitLoops } from "./logit-loops.js";
import type { LogitProblem } from "./logit-problem.js";

/** Second derivatives of log loss + penalty for every pair of coefficients: the lower triangle, row after row. */
export function logitCurvature(
  { columns, weights, penalties }: LogitProblem,
  { curve, curvature, fillCurvature }: LogitLoops,
  probabilities: readonly Float64Array[],
): Float64Array {
  const width = columns.length + 1;
  const size = probabilities.length * width;
  probabilities.forEach((outputProbabilities, output) => {
    for (let other = 0; other <= output; other++) {
      if (other === output) fillOwnCurve(curve, weights, outputProbabilities);
      else fillCurve(curve, weights, outputProbabilities, probabilities[other]);
      fillCurvature(output, other);
      // A block is symmetric: its upper triangle is copied, or not read for a block on the diagonal.
      if (other < output) mirror(curvature, output * width, other * width, width, size);
    }
  });
  for (let entry = 0; entry < size; entry++) {
    const column = entry % width;
    const total = curvature[entry * size + entry];
    // A common shift of all softmax intercepts has no effect; a tiny value on the diagonal makes the step unique.
    const extra = column < columns.length ? penalties[column] : 1e-10 * (1 + total);
    curvature[entry * size + entry] = total + extra;
  }
  return curvature.slice();
}

function fillOwnCurve(curve: Float64Array, weights: Float64Array, probabilities: Float64Array): void {
  for (let row = 0; row < curve.length; row++) {
    const p = probabilities[row];
    curve[row] = weights[row] * (p * (1 - p));
  }
}

function fillCurve(
  curve: Float64Array,
  weights: Float64Array,
  probabilities: Float64Array,
  others: Float64Array,
): void {
  for (let row = 0; row < curve.length; row++) curve[row] = weights[row] * (-probabilities[row] * others[row]);
}

function mirror(matrix: Float64Array, top: number, left: number, width: number, size: number): void {
  for (let row = 0; row < width; row++) {
    for (let column = row + 1; column < width; column++) {
      matrix[(top + row) * size + left + column] = matrix[(top + column) * size + left + row];
    }
  }
}
