/** A QR decomposition with column pivoting: A P = Q R, the columns of A scaled to length 1 first. */
export interface Householder {
  /** Number of linearly independent columns. */
  readonly rank: number;
  /** For each column of R, the index of the column of A. */
  readonly order: readonly number[];
  /** The length of each column of A before scaling. */
  readonly lengths: readonly number[];
  /** Entry of R. */
  readonly triangle: (row: number, column: number) => number;
  /** Overwrites `values` with Q' values. */
  readonly reflect: (values: Float64Array) => void;
  /** Overwrites `values` with Q values. */
  readonly reflectBack: (values: Float64Array) => void;
}

/**
 * The Householder QR decomposition with column pivoting. It ends at the first column whose remainder is at most
 * `tolerance` of its length.
 *
 * @example householder([Float64Array.of(1, 1), Float64Array.of(2, 2)], 1e-12).rank // 1
 */
export function householder(columns: readonly Float64Array[], tolerance: number): Householder {
  const lengths = columns.map((column) => length(column) || 1);
  const work = columns.map((column, index) => column.map((value) => value / lengths[index]));
  const order = columns.map((_, index) => index);
  const diagonal: number[] = [];
  const scales: number[] = [];

  for (let rank = 0; rank < columns.length; rank++) {
    const pivot = longestColumn(work, rank);
    swap(work, rank, pivot);
    swap(order, rank, pivot);
    const column = work[rank] ?? new Float64Array(0);
    const size = length(column.subarray(rank));
    if (size <= tolerance) break;
    const head = column[rank];
    const corner = head > 0 ? -size : size;
    // The reflector overwrites the column; the diagonal of R is stored separately.
    column[rank] = head - corner;
    const scale = -1 / (corner * column[rank]);
    for (const other of work.slice(rank + 1)) reflectOnce(column, other, rank, scale);
    diagonal.push(corner);
    scales.push(scale);
  }
  const rank = diagonal.length;
  const apply = (values: Float64Array, index: number): void => {
    reflectOnce(work[index] ?? values, values, index, scales[index]);
  };
  return {
    rank,
    order,
    lengths,
    triangle: (row, column) => (row === column ? diagonal[row] : (work[column]?.[row] ?? 0)),
    reflect(values) {
      for (let index = 0; index < rank; index++) apply(values, index);
    },
    reflectBack(values) {
      for (let index = rank - 1; index >= 0; index--) apply(values, index);
    },
  };
}

/** Euclidean length, scaled by the largest value to avoid overflow. */
function length(values: Float64Array): number {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  if (largest === 0) return 0;
  let squares = 0;
  for (const value of values) squares += (value / largest) ** 2;
  return largest * Math.sqrt(squares);
}

function longestColumn(work: readonly Float64Array[], start: number): number {
  let best = start;
  let bestSquares = -1;
  for (let index = start; index < work.length; index++) {
    const column = work[index] ?? new Float64Array(0);
    let squares = 0;
    for (let row = start; row < column.length; row++) squares += column[row] ** 2;
    // Earlier columns are slightly preferred, so that rounding alone never decides.
    if (squares > bestSquares * (1 + 1e-10)) {
      best = index;
      bestSquares = squares;
    }
  }
  return best;
}

function swap<Item>(items: Item[], a: number, b: number): void {
  [items[a], items[b]] = [items[b], items[a]];
}

/** values -= scale x reflector x (reflector . values), over the rows from `start`. */
function reflectOnce(reflector: Float64Array, values: Float64Array, start: number, scale: number): void {
  let dot = 0;
  for (let row = start; row < reflector.length; row++) dot += reflector[row] * values[row];
  const step = dot * scale;
  for (let row = start; row < reflector.length; row++) {
    values[row] = values[row] - step * reflector[row];
  }
}
