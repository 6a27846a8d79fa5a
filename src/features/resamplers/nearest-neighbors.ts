import { rowNumbers } from "../../core/map-numbers.js";
/** Rows to search: numbers, and codes of categories. */
export interface NeighborRows {
  readonly columns: readonly Float64Array[];
  readonly isCode: readonly boolean[];
  /** The amount that a different code adds to the squared distance. */
  readonly different: number;
}

/**
 * A node of the tree: the rows `first`..`end` (exclusive) in tree order, split at `threshold` of one column unless it
 * is a leaf.
 */
interface TreeNode {
  readonly first: number;
  readonly end: number;
  readonly column: number;
  readonly threshold: number;
  readonly halves: readonly [TreeNode, TreeNode] | undefined;
}

const leafRows = 12;

/**
 * For each row its `count` nearest neighbors by Euclidean distance, nearest first, the earlier row in a tie. Exact, by
 * a k-d tree.
 *
 * @example nearestNeighbors({ columns: [Float64Array.of(0, 1, 5)], isCode: [false], different: 0 }, 1)[2] // [1]
 */
export function nearestNeighbors({ columns, isCode, different }: NeighborRows, count: number): readonly Int32Array[] {
  const width = columns.length;
  const rowCount = columns[0]?.length ?? 0;
  const order = rowNumbers(rowCount);
  const tree = buildTree(columns, isCode, order, 0, rowCount);
  const packed = new Float64Array(rowCount * width);
  order.forEach((row, position) => {
    columns.forEach((values, column) => {
      packed[position * width + column] = values[row];
    });
  });
  const codes = Uint8Array.from(isCode, Number);
  const squares = new Float64Array(count);
  const offsets = new Float64Array(width);
  let [current, rows] = [0, new Int32Array(count)];
  const visit = (node: TreeNode, nearest: number): void => {
    if (node.halves === undefined) {
      for (let other = node.first; other < node.end; other++) if (other !== current) measure(other);
      return;
    }
    const { column, halves } = node;
    const beyond = packed[current * width + column] - node.threshold;
    const [near, far] = beyond < 0 ? halves : ([halves[1], halves[0]] as const);
    visit(near, nearest);
    const before = offsets[column];
    const square = nearest - before + beyond * beyond;
    // A tolerance, since sums in another order can differ in the last digit.
    if (square * (1 - 1e-9) > squares[count - 1]) return;
    offsets[column] = beyond * beyond;
    visit(far, square);
    offsets[column] = before;
  };
  const measure = (other: number): void => {
    const worst = squares[count - 1];
    let square = 0;
    for (let column = 0; column < width && square <= worst; column++) {
      const difference = packed[other * width + column] - packed[current * width + column];
      if (codes[column] === 0) square += difference * difference;
      else if (difference !== 0) square += different;
    }
    if (square <= worst) insert(squares, rows, square, order[other]);
  };
  const found = new Array<Int32Array>(rowCount);
  for (current = 0; current < rowCount; current++) {
    rows = new Int32Array(count).fill(-1);
    squares.fill(Number.POSITIVE_INFINITY);
    offsets.fill(0);
    visit(tree, 0);
    found[order[current]] = rows;
  }
  return found;
}

function buildTree(
  columns: readonly Float64Array[],
  isCode: readonly boolean[],
  order: Int32Array,
  first: number,
  end: number,
): TreeNode {
  const rows = order.subarray(first, end);
  const column = end - first <= leafRows ? -1 : widestColumn(columns, isCode, rows);
  const values = columns[column];
  if (values === undefined) return { first, end, column, threshold: 0, halves: undefined };
  rows.sort((a, b) => values[a] - values[b] || a - b);
  const middle = (first + end) >> 1;
  const threshold = values[rows[middle - first]];
  const halves = [
    buildTree(columns, isCode, order, first, middle),
    buildTree(columns, isCode, order, middle, end),
  ] as const;
  return { first, end, column, threshold, halves };
}

/** The number column with the largest variance over the rows; -1 when all are constant. */
function widestColumn(columns: readonly Float64Array[], isCode: readonly boolean[], rows: Int32Array): number {
  let [best, largest] = [-1, 0];
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
    if (spread > largest) [best, largest] = [column, spread];
  });
  return best;
}

function insert(squares: Float64Array, rows: Int32Array, square: number, row: number): void {
  let index = squares.length - 1;
  const isBefore = (other: number): boolean =>
    square < squares[other] || (square === squares[other] && row < rows[other]);
  if (!isBefore(index) && rows[index] !== -1) return;
  for (; index > 0 && (rows[index - 1] === -1 || isBefore(index - 1)); index--) {
    squares[index] = squares[index - 1];
    rows[index] = rows[index - 1];
  }
  squares[index] = square;
  rows[index] = row;
}
