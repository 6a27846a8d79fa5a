/** Rows to look among: numbers, and codes of categories. */
export interface NearestOthersRows {
  readonly columns: readonly Float64Array[];
  readonly isCode: readonly boolean[];
  /** What a different code adds to the squared distance. */
  readonly different: number;
}

/** Rows that lie together: those from `first` to before `end` in the tree's order, or two halves on either side of `at` in one column. */
interface Part {
  readonly first: number;
  readonly end: number;
  readonly column: number;
  readonly at: number;
  readonly halves: readonly [Part, Part] | undefined;
}

const leafRows = 12;

/**
 * For each row the `count` nearest other rows by Euclidean distance, nearest first; of rows equally far the earlier.
 *
 * Rows are halved again and again along the column that spreads most among them (a k-d tree), and halves that lie beyond the last row found
 * are passed over: exact, and far less work than looking at all of them.
 */
export function nearestOthers({ columns, isCode, different }: NearestOthersRows, count: number): readonly Int32Array[] {
  const width = columns.length;
  const rowCount = columns[0]?.length ?? 0;
  const order = Int32Array.from({ length: rowCount }, (_, row) => row);
  const tree = partOf(columns, isCode, order, 0, rowCount);
  const packed = new Float64Array(rowCount * width);
  order.forEach((row, place) => {
    columns.forEach((values, column) => {
      packed[place * width + column] = values[row];
    });
  });
  const codes = Uint8Array.from(isCode, Number);
  const squares = new Float64Array(count);
  const offsets = new Float64Array(width);
  let [at, rows] = [0, new Int32Array(count)];
  const look = (part: Part, nearest: number): void => {
    if (part.halves === undefined) {
      for (let other = part.first; other < part.end; other++) if (other !== at) measure(other);
      return;
    }
    const { column, halves } = part;
    const beyond = packed[at * width + column] - part.at;
    const [near, far] = beyond < 0 ? halves : ([halves[1], halves[0]] as const);
    look(near, nearest);
    const before = offsets[column];
    const square = nearest - before + beyond * beyond;
    // A hair of room, since sums in another order may differ in the last digit.
    if (square * (1 - 1e-9) > squares[count - 1]) return;
    offsets[column] = beyond * beyond;
    look(far, square);
    offsets[column] = before;
  };
  const measure = (other: number): void => {
    const worst = squares[count - 1];
    let square = 0;
    for (let column = 0; column < width && square <= worst; column++) {
      const difference = packed[other * width + column] - packed[at * width + column];
      if (codes[column] === 0) square += difference * difference;
      else if (difference !== 0) square += different;
    }
    if (square <= worst) insert(squares, rows, square, order[other]);
  };
  const found = new Array<Int32Array>(rowCount);
  for (at = 0; at < rowCount; at++) {
    rows = new Int32Array(count).fill(-1);
    squares.fill(Number.POSITIVE_INFINITY);
    offsets.fill(0);
    look(tree, 0);
    found[order[at]] = rows;
  }
  return found;
}

function partOf(
  columns: readonly Float64Array[],
  isCode: readonly boolean[],
  order: Int32Array,
  first: number,
  end: number,
): Part {
  const own = order.subarray(first, end);
  const column = end - first <= leafRows ? -1 : widest(columns, isCode, own);
  const values = columns[column];
  if (values === undefined) return { first, end, column, at: 0, halves: undefined };
  own.sort((a, b) => values[a] - values[b] || a - b);
  const middle = (first + end) >> 1;
  const at = values[own[middle - first]];
  const halves = [partOf(columns, isCode, order, first, middle), partOf(columns, isCode, order, middle, end)] as const;
  return { first, end, column, at, halves };
}

/** The number column that spreads most among the rows; -1 when none does. */
function widest(columns: readonly Float64Array[], isCode: readonly boolean[], rows: Int32Array): number {
  let [best, most] = [-1, 0];
  columns.forEach((values, column) => {
    if (isCode[column]) return;
    let [sum, squared] = [0, 0];
    const first = values[rows[0]];
    for (const row of rows) {
      const value = values[row] - first;
      sum += value;
      squared += value * value;
    }
    const spread = squared - (sum * sum) / rows.length;
    if (spread > most) [best, most] = [column, spread];
  });
  return best;
}

function insert(squares: Float64Array, rows: Int32Array, square: number, row: number): void {
  let at = squares.length - 1;
  const isBefore = (place: number): boolean =>
    square < squares[place] || (square === squares[place] && row < rows[place]);
  if (!isBefore(at) && rows[at] !== -1) return;
  for (; at > 0 && (rows[at - 1] === -1 || isBefore(at - 1)); at--) {
    squares[at] = squares[at - 1];
    rows[at] = rows[at - 1];
  }
  squares[at] = square;
  rows[at] = row;
}
