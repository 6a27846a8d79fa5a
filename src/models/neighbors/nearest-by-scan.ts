import type { Matrix } from "../../table/matrix.js";
import { copyToMemory, type WasmMemory, wasmInstance } from "../trees/kernel/wasm-instance.js";
import { nearestBytes } from "./nearest-bytes.js";
import { addNeighbour, maxQueries, type NearestRows, type Neighbours } from "./neighbours.js";

interface ScanExports {
  readonly memory: WasmMemory;
  scanRows(...parameters: number[]): number;
}

const lanes = 4;
const firstRows = 32;
const maxRows = 4096;
/** Half the distance between 1 and the next float32. */
const rounding = 2 ** -24;

/**
 * Compares queries with every row in float32, in WebAssembly, and computes the distance in float64 only of rows that
 * may be nearer than the neighbours found: the largest rounding error is added to the distance of the last one, so none
 * is missed. Undefined without WebAssembly SIMD, and for values outside the range of float32.
 */
export function nearestByScan({ columns, rowCount }: Matrix): NearestRows | undefined {
  const width = columns.length;
  const centres = Float64Array.from(columns, getCentre);
  const sizes = columns.map((values, column) =>
    values.reduce((max, value) => Math.max(max, Math.abs(value - centres[column])), 0),
  );
  if (!sizes.every((size) => size < 3e38)) return undefined;
  const kernel = wasmInstance<ScanExports>(nearestBytes);
  if (kernel === undefined) return undefined;
  const workspace = copyToMemory(
    {
      cells: centredCells(columns, rowCount, centres),
      queries: new Float32Array(width * maxQueries * lanes),
      limits: new Float32Array(maxQueries * lanes),
      found: new Uint32Array(maxRows * maxQueries),
    },
    kernel.memory,
  );
  const exact = new Float64Array(rowCount * width);
  columns.forEach((values, column) => {
    for (let row = 0; row < rowCount; row++) exact[row * width + column] = values[row];
  });
  const { cells, queries: queryCells, limits, found: candidates } = workspace;
  const errors = new Float64Array(maxQueries);

  const setQuery = (query: Float64Array, slot: number): void => {
    let squares = 0;
    for (let column = 0; column < width; column++) {
      const value = query[column] - centres[column];
      squares += (Math.abs(value) + sizes[column]) ** 2;
      const first = (column * maxQueries + slot) * lanes;
      queryCells.fill(value, first, first + lanes);
    }
    errors[slot] = 1.01 * rounding * Math.sqrt(squares);
  };
  /** Rows with a float32 distance up to the limit may be as near as the last neighbour. */
  const setLimit = (neighbours: Neighbours, slot: number): void => {
    const distance = Math.sqrt(neighbours.squares[neighbours.squares.length - 1]);
    const limit = (distance * (1 + 1e-12) + errors[slot]) ** 2 * (1 + 2 * (width + 4) * rounding);
    limits.fill(limit < 1e36 ? limit : Number.POSITIVE_INFINITY, slot * lanes, (slot + 1) * lanes);
  };
  return {
    find(queries, found) {
      limits.fill(-1);
      queries.forEach((query, slot) => {
        setQuery(query, slot);
      });
      // The first rows have no limit yet, so they are few; later limits are closer, so more rows are compared at once.
      for (let start = 0, size = firstRows; start < rowCount; start += size, size = Math.min(start, maxRows)) {
        found.forEach(setLimit);
        const count = kernel.scanRows(
          cells.byteOffset,
          width,
          start,
          Math.min(start + size, rowCount),
          queryCells.byteOffset,
          limits.byteOffset,
          candidates.byteOffset,
        );
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

/** Centred float32 cells, four rows next to each other; rows after the last are NaN, which is never near. */
function centredCells(columns: readonly Float64Array[], rowCount: number, centres: Float64Array): Float32Array {
  const width = columns.length;
  const cells = new Float32Array(Math.ceil(rowCount / lanes) * lanes * width).fill(Number.NaN);
  columns.forEach((values, column) => {
    const centre = centres[column];
    for (let row = 0; row < rowCount; row++) {
      cells[((row >> 2) * width + column) * lanes + (row & 3)] = values[row] - centre;
    }
  });
  return cells;
}
