import type { LogitProblem } from "./logit-problem.js";

/** Second derivatives of log loss + penalty for every pair of coefficients: the lower triangle, row after row. */
export function logitCurvature(
  { columns, weights, penalties }: LogitProblem,
  probabilities: readonly Float64Array[],
): Float64Array {
  const rowCount = weights.length;
  const width = columns.length + 1;
  const size = probabilities.length * width;
  const all = [...columns, new Float64Array(rowCount).fill(1)];
  const curvature = new Float64Array(size * size);
  const curve = new Float64Array(rowCount);
  const [scaled, nextScaled] = [new Float64Array(rowCount), new Float64Array(rowCount)];
  probabilities.forEach((outputProbabilities, output) => {
    for (let other = 0; other <= output; other++) {
      const otherProbabilities = probabilities[other];
      for (let row = 0; row < rowCount; row++) {
        const p = outputProbabilities[row];
        curve[row] = weights[row] * (other === output ? p * (1 - p) : -p * otherProbabilities[row]);
      }
      for (let column = 0; column < width; column += 2) {
        const [values, next] = [all[column], all[column + 1] ?? all[column]];
        if (values === undefined || next === undefined) break;
        for (let row = 0; row < rowCount; row++) {
          const factor = curve[row];
          scaled[row] = factor * values[row];
          nextScaled[row] = factor * next[row];
        }
        // A block is symmetric: its upper triangle is copied, or not read for a block on the diagonal.
        const start = (output * width + column) * size + other * width;
        fillDots(curvature, start, column + 1 < width ? start + size : start, scaled, nextScaled, all, column + 2);
      }
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
  return curvature;
}

function mirror(matrix: Float64Array, top: number, left: number, width: number, size: number): void {
  for (let row = 0; row < width; row++) {
    for (let column = row + 1; column < width; column++) {
      matrix[(top + row) * size + left + column] = matrix[(top + column) * size + left + row];
    }
  }
}

/**
 * Writes the dot products of two arrays with the first `end` columns, at `start` and `nextStart`, three columns per
 * pass over the rows.
 */
function fillDots(
  target: Float64Array,
  start: number,
  nextStart: number,
  values: Float64Array,
  next: Float64Array,
  columns: readonly Float64Array[],
  end: number,
): void {
  for (let column = 0; column < Math.min(end, columns.length); column += 3) {
    const first = columns[column] ?? values;
    const [second, third] = [columns[column + 1] ?? first, columns[column + 2] ?? first];
    let [a, b, c] = [0, 0, 0];
    let [nextA, nextB, nextC] = [0, 0, 0];
    for (let row = 0; row < values.length; row++) {
      const value = values[row];
      const nextValue = next[row];
      const ofFirst = first[row];
      const ofSecond = second[row];
      const ofThird = third[row];
      a += value * ofFirst;
      b += value * ofSecond;
      c += value * ofThird;
      nextA += nextValue * ofFirst;
      nextB += nextValue * ofSecond;
      nextC += nextValue * ofThird;
    }
    target.set([a, b, c].slice(0, columns.length - column), start + column);
    target.set([nextA, nextB, nextC].slice(0, columns.length - column), nextStart + column);
  }
}
