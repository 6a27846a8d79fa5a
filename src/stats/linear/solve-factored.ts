/**
 * The solution of a system of equations whose matrix has this Cholesky factor (lower triangle, stored by rows).
 *
 * @example solveFactored(Float64Array.of(2, 0, 1, 2), Float64Array.of(8, 14)) // [0.75, 2.5]
 */
export function solveFactored(factor: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const solution = right.slice();
  for (let row = 0; row < size; row++) {
    let value = solution[row];
    for (let before = 0; before < row; before++) {
      value -= factor[row * size + before] * solution[before];
    }
    solution[row] = value / factor[row * size + row];
  }
  for (let row = size - 1; row >= 0; row--) {
    const value = solution[row] / factor[row * size + row];
    solution[row] = value;
    for (let before = 0; before < row; before++) {
      solution[before] = solution[before] - value * factor[row * size + before];
    }
  }
  return solution;
}
