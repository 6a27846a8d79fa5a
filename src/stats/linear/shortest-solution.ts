import { ArgumentError } from "../../core/errors.js";
import { householder } from "./householder.js";

/**
 * The shortest vector x with `row . x = right` for each row, when there are at least as many unknowns as rows.
 *
 * By Householder QR of the transposed rows, which does not square the condition as normal equations would. Rows must be independent.
 *
 * @example shortestSolution([Float64Array.of(0, 2)], Float64Array.of(4)).length // 2
 */
export function shortestSolution(rows: readonly Float64Array[], right: Float64Array): Float64Array {
  const unknowns = rows[0]?.length ?? 0;
  if (rows.length > unknowns) {
    throw new ArgumentError(`shortestSolution: ${rows.length} rows for ${unknowns} unknowns; use leastSquares`);
  }
  // Largest unknowns first: reflections keep the digits of the small ones only in this order (Powell and Reid, 1969).
  const sizes = Float64Array.from({ length: unknowns }, (_, place) =>
    rows.reduce((largest, row) => Math.max(largest, Math.abs(row[place])), 0),
  );
  const bySize = Array.from(sizes.keys()).sort((a, b) => sizes[b] - sizes[a]);
  const sorted = rows.map((row) => Float64Array.from(bySize, (place) => row[place]));
  const { rank, order, lengths, triangle, reflectBack } = householder(sorted, 0);
  if (rank < rows.length) throw new ArgumentError("shortestSolution: a row is a combination of others");
  const solution = new Float64Array(unknowns);
  for (let place = 0; place < rank; place++) {
    const row = order[place];
    let value = right[row] / lengths[row];
    for (let earlier = 0; earlier < place; earlier++) value -= triangle(earlier, place) * solution[earlier];
    solution[place] = value / triangle(place, place);
  }
  reflectBack(solution);
  const unsorted = new Float64Array(unknowns);
  bySize.forEach((place, index) => {
    unsorted[place] = solution[index];
  });
  return unsorted;
}
