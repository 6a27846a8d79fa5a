/**
 * The Cholesky factor of a symmetric positive definite matrix, or undefined when it is not positive definite. `matrix`
 * is stored by rows; its lower triangle is read and overwritten with the factor.
 *
 * @example factorPositive(Float64Array.of(4, 0, 2, 5), 2) // [2, 0, 1, 2]
 */
export function factorPositive(matrix: Float64Array, size: number): Float64Array | undefined {
  for (let row = 0; row < size; row++) {
    const start = row * size;
    for (let column = 0; column <= row; column++) {
      const other = column * size;
      let value = matrix[start + column];
      for (let before = 0; before < column; before++) {
        value -= matrix[start + before] * matrix[other + before];
      }
      if (column < row) matrix[start + column] = value / matrix[other + column];
      else if (value > 0) matrix[start + column] = Math.sqrt(value);
      else return undefined;
    }
  }
  return matrix;
}
