import type { LogitProblem } from "./logit-problem.js";

/** Second derivatives of log loss + penalty by every pair of coefficients: the lower triangle, row after row. */
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
  const [scaled, alsoScaled] = [new Float64Array(rowCount), new Float64Array(rowCount)];
  probabilities.forEach((own, output) => {
    for (let other = 0; other <= output; other++) {
      const beside = probabilities[other] ?? own;
      for (let row = 0; row < rowCount; row++) {
        const p = own[row];
        curve[row] = weights[row] * (other === output ? p * (1 - p) : -p * beside[row]);
      }
      for (let place = 0; place < width; place += 2) {
        const [values, next] = [all[place], all[place + 1] ?? all[place]];
        if (values === undefined || next === undefined) break;
        for (let row = 0; row < rowCount; row++) {
          const own = curve[row];
          scaled[row] = own * values[row];
          alsoScaled[row] = own * next[row];
        }
        // A block is symmetric in itself: its upper triangle is copied, and for the diagonal block never read.
        const start = (output * width + place) * size + other * width;
        fillDots(curvature, start, place + 1 < width ? start + size : start, scaled, alsoScaled, all, place + 2);
      }
      if (other < output) mirror(curvature, output * width, other * width, width, size);
    }
  });
  for (let place = 0; place < size; place++) {
    const column = place % width;
    const total = curvature[place * size + place];
    // Softmax intercepts may all move together without any change; a hair on the diagonal keeps the step from doing so.
    const extra = column < columns.length ? penalties[column] : 1e-10 * (1 + total);
    curvature[place * size + place] = total + extra;
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

/** Writes the products of two lists with the first `end` columns, from `start` and `nextStart` on, three columns in one pass over the rows. */
function fillDots(
  target: Float64Array,
  start: number,
  nextStart: number,
  values: Float64Array,
  next: Float64Array,
  columns: readonly Float64Array[],
  end: number,
): void {
  for (let place = 0; place < Math.min(end, columns.length); place += 3) {
    const first = columns[place] ?? values;
    const [second, third] = [columns[place + 1] ?? first, columns[place + 2] ?? first];
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
    target.set([a, b, c].slice(0, columns.length - place), start + place);
    target.set([nextA, nextB, nextC].slice(0, columns.length - place), nextStart + place);
  }
}
