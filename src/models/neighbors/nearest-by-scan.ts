import { mapNumbers } from "../../core/map-numbers.js";
import { copyToMemory, type WasmMemory, wasmInstance } from "../../core/wasm-instance.js";
import type { Matrix } from "../../table/matrix.js";
import { nearestBytes } from "./nearest-bytes.js";
import { addNeighbour, maxQueries, type NearestRows, type Neighbours } from "./neighbours.js";

interface ScanExports {
  readonly memory: WasmMemory;
  scanRows(...parameters: number[]): number;
  scanProducts(...parameters: number[]): number;
}

const lanes = 4;
const rowsAtOnce = 8;
const firstRows = 32;
const maxRows = 4096;
/** Half the distance between 1 and the next float32. */
const rounding = 2 ** -24;

/**
 * Compares queries with every row in float32, in WebAssembly, and computes the distance in float64 only of rows that
 * may be nearer than the neighbours found: the largest rounding error is added to the distance of the last one, so none
 * is missed. Distances are taken from products of rows and queries where their error is small next to the distances
 * found, else from differences. Undefined without WebAssembly SIMD, and for values outside the range of float32.
 */
export function nearestByScan({ columns, rowCount }: Matrix): NearestRows | undefined {
  const width = columns.length;
  const centres = mapNumbers(columns, getCentre);
  const sizes = columns.map((values, column) =>
    values.reduce((max, value) => Math.max(max, Math.abs(value - centres[column])), 0),
  );
  if (!sizes.every((size) => size < 3e38)) return undefined;
  const halfSquares = getHalfSquares(columns, rowCount, centres);
  const kernel = wasmInstance<ScanExports>(nearestBytes);
  if (kernel === undefined) return undefined;
  const workspace = copyToMemory(
    {
      cells: centredCells(columns, rowCount, centres),
      halves: new Float32Array(Math.ceil(rowCount / rowsAtOnce) * rowsAtOnce),
      queries: new Float32Array(width * maxQueries * lanes),
      limits: new Float32Array(maxQueries * lanes),
      found: new Uint32Array(maxRows * maxQueries),
    },
    kernel.memory,
  );
  const exact = toRows(columns, rowCount);
  workspace.halves.set(halfSquares);
  const { cells, halves, queries: queryCells, limits, found: candidates } = workspace;
  const errors = new Float64Array(maxQueries);
  const products = productLimits(halfSquares, width);

  const setQuery = (query: Float64Array, slot: number): void => {
    let [squares, norm] = [0, 0];
    for (let column = 0; column < width; column++) {
      const value = query[column] - centres[column];
      norm += value * value;
      squares += (Math.abs(value) + sizes[column]) ** 2;
      const first = (column * maxQueries + slot) * lanes;
      queryCells.fill(value, first, first + lanes);
    }
    errors[slot] = 1.01 * rounding * Math.sqrt(squares);
    products.setQuery(slot, norm);
  };
  /** Rows with a float32 distance up to the limit may be as near as the last neighbour. */
  const setLimit = (neighbours: Neighbours, slot: number): void => {
    const distance = Math.sqrt(neighbours.squares[neighbours.squares.length - 1]);
    const limit = (distance * (1 + 1e-12) + errors[slot]) ** 2 * (1 + 2 * (width + 4) * rounding);
    limits.fill(limit < 1e36 ? limit : Number.POSITIVE_INFINITY, slot * lanes, (slot + 1) * lanes);
  };
  const setProductLimit = ({ squares }: Neighbours, slot: number): void => {
    limits.fill(products.getLimit(slot, squares[squares.length - 1]), slot * lanes, (slot + 1) * lanes);
  };
  return {
    find(queries, found) {
      limits.fill(Number.NEGATIVE_INFINITY);
      queries.forEach((query, slot) => {
        setQuery(query, slot);
      });
      // The first rows have no limit yet, so they are few; later limits are closer, so more rows are compared at once.
      for (let start = 0, size = firstRows; start < rowCount; start += size, size = Math.min(start, maxRows)) {
        const end = Math.min(start + size, rowCount);
        const rest = [width, start, end, queryCells.byteOffset, limits.byteOffset, candidates.byteOffset];
        const isProduct = found.every(({ squares }, slot) => products.isPrecise(slot, squares[squares.length - 1]));
        found.forEach(isProduct ? setProductLimit : setLimit);
        const count = isProduct
          ? kernel.scanProducts(cells.byteOffset, halves.byteOffset, ...rest)
          : kernel.scanRows(cells.byteOffset, ...rest);
        for (let index = 0; index < count; index++) {
          const candidate = candidates[index];
          const [row, slot] = [candidate >>> 2, candidate & 3];
          addNeighbour(found[slot], row, exact, row * width, queries[slot]);
        }
      }
    },
  };
}

function getCentre(values: Float64Array): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low / 2 + high / 2;
}

/** Limits of half squares less products that miss no row within a squared distance of a query. */
function productLimits(halfSquares: Float64Array, width: number) {
  const norm = Math.sqrt(2 * halfSquares.reduce((max, half) => Math.max(max, half), 0));
  const squares = new Float64Array(maxQueries);
  const errors = new Float64Array(maxQueries);
  return {
    setQuery(slot: number, square: number): void {
      squares[slot] = square;
      const largest = norm * (norm / 2 + Math.sqrt(square));
      // Each of the operations is off by half a unit in the last digit, or by the smallest float32.
      errors[slot] = largest < 1e37 ? (width + 4) * (1.01 * rounding * largest + 2e-45) : Number.POSITIVE_INFINITY;
    },
    getLimit(slot: number, distance: number): number {
      const limit = (distance * (1 + 1e-12) - squares[slot]) / 2 + errors[slot];
      return limit + 4 * rounding * Math.abs(limit);
    },
    /** Whether few rows are candidates only because products are less precise. */
    isPrecise: (slot: number, distance: number): boolean => errors[slot] <= Math.min(0.005 * distance, 1e37),
  };
}

/** The cells row after row. */
function toRows(columns: readonly Float64Array[], rowCount: number): Float64Array {
  const cells = new Float64Array(rowCount * columns.length);
  columns.forEach((values, column) => {
    for (let row = 0; row < rowCount; row++) cells[row * columns.length + column] = values[row];
  });
  return cells;
}

/** Half of the sum of squares of each row's centred cells. */
function getHalfSquares(columns: readonly Float64Array[], rowCount: number, centres: Float64Array): Float64Array {
  const sums = new Float64Array(rowCount);
  columns.forEach((values, column) => {
    for (let row = 0; row < rowCount; row++) sums[row] += (values[row] - centres[column]) ** 2 / 2;
  });
  return sums;
}

/** Centred float32 cells, four rows next to each other; rows after the last are NaN, which is never near. */
function centredCells(columns: readonly Float64Array[], rowCount: number, centres: Float64Array): Float32Array {
  const width = columns.length;
  const cells = new Float32Array(Math.ceil(rowCount / rowsAtOnce) * rowsAtOnce * width).fill(Number.NaN);
  columns.forEach((values, column) => {
    const centre = centres[column];
    for (let row = 0; row < rowCount; row++) {
      cells[((row >> 2) * width + column) * lanes + (row & 3)] = values[row] - centre;
    }
  });
  return cells;
}
