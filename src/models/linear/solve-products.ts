import { mapNumbers } from "../../core/map-numbers.js";
import type { LeastSquaresSolution } from "../../stats/linear/least-squares.js";
import { solveFactored } from "../../stats/linear/solve-factored.js";
import type { CrossProducts } from "./cross-products.js";

/**
 * Coefficients that minimise squared errors + alpha x sum of squared coefficients: by Cholesky of the scaled normal
 * equations with pivoting, refined with residuals of the rows until they are as exact as by QR. Without a penalty
 * columns may be linear combinations of others, up to `tolerance` of their length, as in `leastSquares`.
 *
 * Undefined where columns are too close to dependent, too large or too small for the normal equations.
 */
export function solveProducts(
  { products, targetProducts, residualProducts }: CrossProducts,
  alpha: number,
  tolerance = 0,
): LeastSquaresSolution | undefined {
  const lengths = mapNumbers(products, (row, index) => Math.sqrt(row[index] + alpha));
  if (!lengths.every((length) => length > 1e-100 && length < 1e100)) return undefined;
  const { order, rank, factor } = pivotedFactor(products, lengths);
  const solve = (right: Float64Array): Float64Array => {
    const solved = solveFactored(
      factor,
      mapNumbers({ length: rank }, (_, position) => right[order[position]] / lengths[order[position]]),
    );
    const step = new Float64Array(lengths.length);
    solved.forEach((value, position) => {
      step[order[position]] = value / lengths[order[position]];
    });
    return step;
  };
  const isDependent = (column: number): boolean => {
    let coefficients: Float64Array = new Float64Array(lengths.length);
    let rest = products[column];
    for (let round = 0; round < 3; round++) {
      coefficients = add(coefficients, solve(rest));
      rest = residualProducts(coefficients, column);
      const squares = coefficients.reduce((total, value, index) => total - value * rest[index], rest[column]);
      if (squares <= (tolerance * lengths[column]) ** 2) return true;
    }
    return false;
  };
  const dependent = order.slice(rank).sort((a, b) => a - b);
  if (!dependent.every((column) => alpha === 0 && isDependent(column))) return undefined;
  let coefficients: Float64Array = new Float64Array(lengths.length);
  let rest = targetProducts;
  for (let round = 0; round < 4; round++) {
    const step = solve(rest);
    coefficients = add(coefficients, step);
    // A step of this share is itself exact to this share, so the error that is left is a rounding error.
    if (largest(step, lengths) <= 1e-8 * largest(coefficients, lengths)) return { coefficients, dependent };
    rest = residualProducts(coefficients).map((value, index) => value - alpha * coefficients[index]);
  }
  return undefined;
}

/**
 * The Cholesky factor of the products of columns scaled to length 1, which includes the penalty. The column with the
 * longest remainder is next; the factor ends where that is 1e-4 or less.
 */
function pivotedFactor(
  products: readonly Float64Array[],
  lengths: Float64Array,
): { readonly order: readonly number[]; readonly rank: number; readonly factor: Float64Array } {
  const size = lengths.length;
  const order = Array.from(lengths.keys());
  const lines = order.map(() => new Float64Array(size));
  const remaining = new Float64Array(size).fill(1);
  let rank = 0;
  for (; rank < size; rank++) {
    let longest = rank;
    for (let position = rank + 1; position < size; position++) {
      if (remaining[order[position]] > remaining[order[longest]]) longest = position;
    }
    const pivot = order[longest];
    if (!(remaining[pivot] > 1e-8)) break;
    order[longest] = order[rank];
    order[rank] = pivot;
    const line = lines[pivot];
    line[rank] = Math.sqrt(remaining[pivot]);
    for (const other of order.slice(rank + 1)) {
      let value = products[other][pivot] / (lengths[other] * lengths[pivot]);
      for (let before = 0; before < rank; before++) value -= lines[other][before] * line[before];
      lines[other][rank] = value / line[rank];
      remaining[other] -= lines[other][rank] ** 2;
    }
  }
  const factor = new Float64Array(rank * rank);
  for (let row = 0; row < rank; row++) factor.set(lines[order[row]].subarray(0, rank), row * rank);
  return { order, rank, factor };
}

function add(values: Float64Array, others: Float64Array): Float64Array {
  return values.map((value, index) => value + others[index]);
}

function largest(values: Float64Array, lengths: Float64Array): number {
  return values.reduce((most, value, index) => Math.max(most, Math.abs(value * lengths[index])), 0);
}
