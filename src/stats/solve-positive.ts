/**
 * The solution of a symmetric positive definite system of equations by Cholesky's method, or undefined when the matrix is not positive
 * definite. `matrix` holds its rows one after the other, of which the lower triangle is read and overwritten.
 */
export function solvePositive(matrix: Float64Array, right: Float64Array): Float64Array | undefined {
  const size = right.length;
  const at = (row: number, column: number): number => matrix[row * size + column] as number;
  for (let column = 0; column < size; column++) {
    for (let row = column; row < size; row++) {
      let value = at(row, column);
      for (let before = 0; before < column; before++) value -= at(row, before) * at(column, before);
      if (row > column) matrix[row * size + column] = value / at(column, column);
      else if (value > 0) matrix[row * size + column] = Math.sqrt(value);
      else return undefined;
    }
  }
  const solution = right.slice();
  for (let row = 0; row < size; row++) {
    let value = solution[row] as number;
    for (let before = 0; before < row; before++) value -= at(row, before) * (solution[before] as number);
    solution[row] = value / at(row, row);
  }
  for (let row = size - 1; row >= 0; row--) {
    let value = solution[row] as number;
    for (let after = row + 1; after < size; after++) value -= at(after, row) * (solution[after] as number);
    solution[row] = value / at(row, row);
  }
  return solution;
}
