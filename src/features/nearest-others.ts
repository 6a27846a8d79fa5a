/** Rows to look among: numbers, and codes of categories. */
export interface NearestOthersRows {
  readonly columns: readonly Float64Array[];
  readonly isCode: readonly boolean[];
  /** What a different code adds to the squared distance. */
  readonly different: number;
}

/**
 * For each row the `count` nearest other rows by Euclidean distance, nearest first; of rows equally far the earlier.
 *
 * Rows are looked at outwards along the column that spreads most, until it alone is farther than the last one found: exact, and far less
 * work than looking at all of them.
 */
export function nearestOthers({ columns, isCode, different }: NearestOthersRows, count: number): readonly Int32Array[] {
  const width = columns.length;
  const rowCount = columns[0]?.length ?? 0;
  const along = columns[widest(columns, isCode)] ?? new Float64Array(rowCount);
  const order = Int32Array.from(along.keys()).sort((a, b) => (along[a] as number) - (along[b] as number) || a - b);
  const axis = Float64Array.from(order, (row) => along[row] as number);
  const packed = new Float64Array(rowCount * width);
  order.forEach((row, place) => {
    columns.forEach((values, column) => {
      packed[place * width + column] = values[row] as number;
    });
  });
  const codes = Uint8Array.from(isCode, Number);
  const squares = new Float64Array(count);
  const found: Int32Array[] = new Array<Int32Array>(rowCount).fill(new Int32Array(0));
  for (let at = 0; at < rowCount; at++) {
    const rows = new Int32Array(count).fill(-1);
    squares.fill(Number.POSITIVE_INFINITY);
    let [below, above] = [at - 1, at + 1];
    while (below >= 0 || above < rowCount) {
      const down = below < 0 ? Number.POSITIVE_INFINITY : (axis[at] as number) - (axis[below] as number);
      const up = above >= rowCount ? Number.POSITIVE_INFINITY : (axis[above] as number) - (axis[at] as number);
      const gap = Math.min(down, up);
      const worst = squares[count - 1] as number;
      if (gap * gap > worst) break;
      const other = down <= up ? below-- : above++;
      let square = 0;
      for (let column = 0; column < width && square <= worst; column++) {
        const difference = (packed[other * width + column] as number) - (packed[at * width + column] as number);
        if (codes[column] === 0) square += difference * difference;
        else if (difference !== 0) square += different;
      }
      if (square <= worst) insert(squares, rows, square, order[other] as number);
    }
    found[order[at] as number] = rows;
  }
  return found;
}

/** The number column of the largest variance; -1 when there are only codes. */
function widest(columns: readonly Float64Array[], isCode: readonly boolean[]): number {
  const spreads = columns.map((values, column) => {
    if (isCode[column]) return -1;
    const mean = values.reduce((total, value) => total + value, 0) / values.length;
    return values.reduce((total, value) => total + (value - mean) ** 2, 0);
  });
  const most = Math.max(...spreads);
  return most < 0 ? -1 : spreads.indexOf(most);
}

function insert(squares: Float64Array, rows: Int32Array, square: number, row: number): void {
  let at = squares.length - 1;
  const isBefore = (place: number): boolean =>
    square < (squares[place] as number) || (square === squares[place] && row < (rows[place] as number));
  if (!isBefore(at) && rows[at] !== -1) return;
  for (; at > 0 && (rows[at - 1] === -1 || isBefore(at - 1)); at--) {
    squares[at] = squares[at - 1] as number;
    rows[at] = rows[at - 1] as number;
  }
  squares[at] = square;
  rows[at] = row;
}
