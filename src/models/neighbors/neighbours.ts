import type { Matrix } from "../../table/matrix.js";

/** The nearest rows of a query, ascending by distance. */
export interface Neighbours {
  /** Indices of the rows. */
  readonly rows: Int32Array;
  readonly squares: Float64Array;
}

/** A search for the nearest rows of a matrix. */
export interface NearestRows {
  /**
   * Finds the neighbours of at most `maxQueries` queries, in squared Euclidean distance; of rows at the same distance
   * the first in the matrix is nearer. Before, `found` holds rows after the last at an infinite distance.
   */
  find(queries: readonly Float64Array[], found: readonly Neighbours[]): void;
}

/** Prepares a matrix for a search; every search finds the same neighbours, to the bit. */
export type SearchRows = (training: Matrix) => NearestRows;

/** The number of queries that a search takes at once. */
export const maxQueries = 4;

/**
 * Inserts a row if it is nearer than the last neighbour, which is dropped. The row's cells start at `first`; its
 * distance is summed over columns in their order.
 */
export function addNeighbour(
  { rows, squares }: Neighbours,
  row: number,
  cells: Float64Array,
  first: number,
  query: Float64Array,
): void {
  let position = rows.length - 1;
  const limit = squares[position];
  let square = 0;
  for (let column = 0; column < query.length; column++) {
    const difference = cells[first + column] - query[column];
    square += difference * difference;
    if (square > limit) return;
  }
  if (square === limit && row > rows[position]) return;
  for (; position > 0; position--) {
    const before = squares[position - 1];
    if (before < square || (before === square && rows[position - 1] < row)) break;
    squares[position] = before;
    rows[position] = rows[position - 1];
  }
  squares[position] = square;
  rows[position] = row;
}
