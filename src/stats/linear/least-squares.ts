import { ArgumentError } from "../../core/errors.js";
import { householder } from "./householder.js";

/** The solution of a least-squares problem. */
export interface LeastSquaresSolution {
  /** One per column; 0 for a dependent column. */
  readonly coefficients: Float64Array;
  /** Places of the columns that others already span; empty at full rank. */
  readonly dependent: readonly number[];
}

/**
 * Coefficients that minimise the squared length of `target` - sum of coefficient x column, by Householder QR with column pivoting.
 *
 * Columns are brought to length 1 first, so their units do not matter. A column that is a combination of others, up to
 * `tolerance` of its length, gets coefficient 0 and is listed as dependent, where R's `lm` says NA. Rows must be at least as
 * many as columns.
 *
 * @example leastSquares([Float64Array.of(1, 1, 1)], Float64Array.of(1, 3, 5)).dependent // []
 */
export function leastSquares(
  columns: readonly Float64Array[],
  target: Float64Array,
  { tolerance = Number.EPSILON * Math.max(target.length, columns.length) }: { readonly tolerance?: number } = {},
): LeastSquaresSolution {
  if (columns.length > target.length) {
    throw new ArgumentError(
      `leastSquares: ${columns.length} columns but only ${target.length} rows; there is no single answer`,
    );
  }
  const { rank, order, lengths, triangle, reflect } = householder(columns, tolerance);
  const right = target.slice();
  reflect(right);
  const coefficients = new Float64Array(columns.length);
  for (let place = rank - 1; place >= 0; place--) {
    let value = right[place];
    for (let later = place + 1; later < rank; later++) {
      value -= triangle(place, later) * coefficients[order[later]];
    }
    coefficients[order[place]] = value / triangle(place, place);
  }
  return {
    coefficients: coefficients.map((value, place) => value / lengths[place]),
    dependent: order.slice(rank).sort((a, b) => a - b),
  };
}
