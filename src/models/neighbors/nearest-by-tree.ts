import { rowNumbers } from "../../core/map-numbers.js";
import type { Matrix } from "../../table/matrix.js";
import { addNeighbour, type NearestRows, type Neighbours } from "./neighbours.js";

const leafRows = 16;

/**
 * A k-d tree: the rows are halved along the widest side of their bounding box until few are left, and a search skips
 * boxes that are farther away than the nearest rows found. A distance is summed over columns in their order, as is the
 * distance of a box, so no rounding can make a box appear farther than a row in it: the result is that of comparing
 * with every row.
 */
export function nearestByTree({ columns, rowCount }: Matrix): NearestRows {
  const width = columns.length;
  const order = rowNumbers(rowCount);
  const { children, starts, ends, boxes } = splitRows(columns, order);
  const cells = new Float64Array(rowCount * width);
  order.forEach((row, position) => {
    for (let column = 0; column < width; column++) cells[position * width + column] = columns[column][row];
  });
  const boxDistance = (node: number, query: Float64Array, limit: number): number => {
    let total = 0;
    for (let column = 0, side = 2 * node * width; column < width; column++, side += 2) {
      const value = query[column];
      const outside = value < boxes[side] ? boxes[side] - value : value > boxes[side + 1] ? boxes[side + 1] - value : 0;
      total += outside * outside;
      if (total > limit) return total;
    }
    return total;
  };
  const visit = (node: number, distance: number, query: Float64Array, neighbours: Neighbours): void => {
    const limit = neighbours.squares[neighbours.squares.length - 1];
    if (distance > limit) return;
    const left = children[node];
    if (left < 0) {
      for (let position = starts[node]; position < ends[node]; position++) {
        addNeighbour(neighbours, order[position], cells, position * width, query);
      }
      return;
    }
    const toLeft = boxDistance(left, query, limit);
    const toRight = boxDistance(left + 1, query, limit);
    if (toLeft <= toRight) visit(left, toLeft, query, neighbours);
    visit(left + 1, toRight, query, neighbours);
    if (toLeft > toRight) visit(left, toLeft, query, neighbours);
  };
  return {
    find(queries, found) {
      queries.forEach((query, index) => {
        visit(0, 0, query, found[index]);
      });
    },
  };
}

interface RowTree {
  /** First child of a node, followed by the second; -1 for a leaf. */
  readonly children: Int32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** For each node the smallest and largest value of each column. */
  readonly boxes: Float64Array;
}

/** Orders the rows so that each node of a tree holds `order[start..end)`. */
function splitRows(columns: readonly Float64Array[], order: Int32Array): RowTree {
  const [children, starts, ends]: [number[], number[], number[]] = [[-1], [0], [order.length]];
  const boxes: number[] = [];
  for (let node = 0; node < starts.length; node++) {
    const [start, end] = [starts[node], ends[node]];
    let [widest, most] = [0, 0];
    columns.forEach((values, column) => {
      let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (let position = start; position < end; position++) {
        const value = values[order[position]];
        if (value < low) low = value;
        if (value > high) high = value;
      }
      boxes.push(low, high);
      if (high - low > most) [widest, most] = [column, high - low];
    });
    if (end - start <= leafRows || most === 0) continue;
    const values = columns[widest];
    order.subarray(start, end).sort((a, b) => values[a] - values[b]);
    const middle = (start + end) >> 1;
    children[node] = starts.length;
    starts.push(start, middle);
    ends.push(middle, end);
    children.push(-1, -1);
  }
  return {
    children: Int32Array.from(children),
    starts: Int32Array.from(starts),
    ends: Int32Array.from(ends),
    boxes: Float64Array.from(boxes),
  };
}
