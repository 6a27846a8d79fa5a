import { ArgumentError } from "../../core/errors.js";
import { mapNumbers } from "../../core/map-numbers.js";
import { householder } from "./householder.js";

/**
 * The shortest vector x with `row . x = right` for each row, when there are at least as many unknowns as rows
 * (minimum-norm solution).
 *
 * By Householder QR of the transposed rows, which does not square the condition number as normal equations do.
 *
 * @throws ArgumentError when rows are linearly dependent, or more than the unknowns
 *
 * @example shortestSolution([Float64Array.of(0, 2)], Float64Array.of(4)).length // 2
 */
export function shortestSolution(rows: readonly Float64Array[], right: Float64Array): Float64Array {
  const unknowns = rows[0]?.length ?? 0;
  if (rows.length > unknowns) {
    throw new ArgumentError(`shortestSolution: ${rows.length} rows for ${unknowns} unknowns; use leastSquares`);
  }
  // Largest unknowns first: only in this order do reflections preserve small ones (Powell and Reid, 1969).
  const sizes = mapNumbers({ length: unknowns }, (_, unknown) =>
    rows.reduce((largest, row) => Math.max(largest, Math.abs(row[unknown])), 0),
  );
  const bySize = Array.from(sizes.keys()).sort((a, b) => sizes[b] - sizes[a]);
  const sorted = rows.map((row) => mapNumbers(bySize, (unknown) => row[unknown]));
  const { rank, order, lengths, triangle, reflectBack } = householder(sorted, 0);
  if (rank < rows.length)
    throw new ArgumentError("shortestSolution: a row is a linear combination of others; remove it");
  const solution = new Float64Array(unknowns);
  for (let position = 0; position < rank; position++) {
    const row = order[position];
    let value = right[row] / lengths[row];
    for (let earlier = 0; earlier < position; earlier++) {
      value -= triangle(earlier, position) * solution[earlier];
    }
    solution[position] = value / triangle(position, position);
  }
  reflectBack(solution);
  const unsorted = new Float64Array(unknowns);
  bySize.forEach((unknown, index) => {
    unsorted[unknown] = solution[index];
  });
  return unsorted;
}
