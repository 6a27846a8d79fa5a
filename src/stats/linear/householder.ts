/** A matrix taken apart into reflections and a triangle: A P = Q R, the columns of A brought to length 1 first. */
export interface Householder {
  /** Columns up to the first that the ones before it span. */
  readonly rank: number;
  /** The column that stands at each place of R. */
  readonly order: readonly number[];
  /** The length each column had, by column. */
  readonly lengths: readonly number[];
  /** Entry of R; place counts in `order`. */
  readonly triangle: (row: number, place: number) => number;
  /** Applies the reflections to `values` in place, first to last: Q' values. */
  readonly reflect: (values: Float64Array) => void;
  /** Applies them last to first: Q values. */
  readonly reflectBack: (values: Float64Array) => void;
}

/** Householder QR with column pivoting; a column whose rest is at most `tolerance` of its length ends it. */
export function householder(columns: readonly Float64Array[], tolerance: number): Householder {
  const lengths = columns.map((column) => length(column) || 1);
  const work = columns.map((column, place) => column.map((value) => value / lengths[place]));
  const order = columns.map((_, place) => place);
  const diagonal: number[] = [];
  const scales: number[] = [];

  for (let rank = 0; rank < columns.length; rank++) {
    const pivot = longestFrom(work, rank);
    swap(work, rank, pivot);
    swap(order, rank, pivot);
    const column = work[rank] ?? new Float64Array(0);
    const size = length(column.subarray(rank));
    if (size <= tolerance) break;
    const head = column[rank];
    const corner = head > 0 ? -size : size;
    // The reflector takes the place of the column; the corner of R is kept apart.
    column[rank] = head - corner;
    const scale = -1 / (corner * column[rank]);
    for (const other of work.slice(rank + 1)) reflectOnce(column, other, rank, scale);
    diagonal.push(corner);
    scales.push(scale);
  }
  const rank = diagonal.length;
  const once = (values: Float64Array, place: number): void => {
    reflectOnce(work[place] ?? values, values, place, scales[place]);
  };
  return {
    rank,
    order,
    lengths,
    triangle: (row, place) => (row === place ? diagonal[row] : (work[place]?.[row] ?? 0)),
    reflect(values) {
      for (let place = 0; place < rank; place++) once(values, place);
    },
    reflectBack(values) {
      for (let place = rank - 1; place >= 0; place--) once(values, place);
    },
  };
}

/** Euclidean length, safe from overflow by taking the largest value out first. */
function length(values: Float64Array): number {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  if (largest === 0) return 0;
  let squares = 0;
  for (const value of values) squares += (value / largest) ** 2;
  return largest * Math.sqrt(squares);
}

function longestFrom(work: readonly Float64Array[], start: number): number {
  let best = start;
  let bestSquares = -1;
  for (let place = start; place < work.length; place++) {
    const column = work[place] ?? new Float64Array(0);
    let squares = 0;
    for (let row = start; row < column.length; row++) squares += column[row] ** 2;
    // A hair of preference for earlier columns keeps the choice the same where rounding alone would decide.
    if (squares > bestSquares * (1 + 1e-10)) {
      best = place;
      bestSquares = squares;
    }
  }
  return best;
}

function swap<Item>(list: Item[], a: number, b: number): void {
  const kept = list[a];
  list[a] = list[b];
  list[b] = kept;
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
