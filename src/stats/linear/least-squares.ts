import { ArgumentError } from "../../core/errors.js";
import { householder } from "./householder.js";

/** The solution of a least-squares problem. */
export interface LeastSquaresSolution {
  /** One per column; 0 for a dependent column. */
  readonly coefficients: Float64Array;
  /** Indexes of the linearly dependent columns; empty at full rank. */
  readonly dependent: readonly number[];
}

/**
 * Coefficients that minimise the squared length of `target` - sum of coefficient x column, by Householder QR with
 * column pivoting.
 *
 * Columns are scaled to length 1 first, so their units do not matter. A column that is a linear combination of others,
 * up to `tolerance` of its length, gets coefficient 0 and is listed as dependent (R's `lm` gives NA).
 *
 * @throws ArgumentError when there are fewer rows than columns
 *
 * @example leastSquares([Float64Array.of(1, 1, 1)], Float64Array.of(1, 3, 5)).dependent // []
 */
export function leastSquares(
  columns: readonly Float64Array[],
  target: Float64Array,
  {
    tolerance = Number.EPSILON * Math.max(target.length, columns.length),
  }: { readonly tolerance?: number | undefined } = {},
): LeastSquaresSolution {
  if (columns.length > target.length) {
    throw new ArgumentError(
      `leastSquares: ${columns.length} columns but only ${target.length} rows, so the solution is not unique; add rows or remove columns`,
    );
  }
  const { rank, order, lengths, triangle, reflect } = householder(columns, tolerance);
  const right = target.slice();
  reflect(right);
  const coefficients = new Float64Array(columns.length);
  for (let position = rank - 1; position >= 0; position--) {
    let value = right[position];
    for (let later = position + 1; later < rank; later++) {
      value -= triangle(position, later) * coefficients[order[later]];
    }
    coefficients[order[position]] = value / triangle(position, position);
  }
  return {
    coefficients: coefficients.map((value, column) => value / lengths[column]),
    dependent: order.slice(rank).sort((a, b) => a - b),
  };
}
