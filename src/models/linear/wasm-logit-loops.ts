import { pageBytes, type WasmMemory, wasmInstance } from "../../core/wasm-instance.js";
import { logitBytes } from "./logit-bytes.js";
import { blockRows, type LogitLoops } from "./logit-loops.js";
import type { LogitRows } from "./logit-problem.js";

/** The functions of logit-kernel.as. */
interface LogitExports {
  readonly memory: WasmMemory;
  addDifferences(...parameters: number[]): number;
  addSquares(...parameters: number[]): number;
  scaleCells(...parameters: number[]): void;
  addColumns(...parameters: number[]): void;
  replaceByResiduals(...parameters: number[]): void;
  addGradients(...parameters: number[]): void;
  fillCurvature(...parameters: number[]): void;
}

/** The loops in WebAssembly with SIMD; undefined where it does not run or the columns exceed its memory. */
export function wasmLogitLoops(rows: LogitRows): LogitLoops | undefined {
  const { outputs } = rows;
  const exports = wasmInstance<LogitExports>(logitBytes);
  if (exports === undefined) return undefined;
  const rowCount = rows.codes.length;
  const columnCount = rows.columns.length;
  const width = columnCount + 1;
  const size = outputs * width;
  // Two rows are taken at once, so the last one of an odd number has a spare one after it.
  const length = rowCount + (rowCount % 2);
  const stride = 8 * length;
  const arrays = allocate(exports.memory, {
    cells: length * width,
    codes: length / 2,
    weights: length,
    blocks: outputs * blockRows,
    point: size,
    gradient: size,
    curve: length,
    scaled: 2 * length,
    curvature: size * size,
  });
  if (arrays === undefined) return undefined;
  const { cells, blocks, point, gradient, curve, scaled, curvature, weights } = arrays;
  const codes = new Int32Array(cells.buffer, arrays.codes.byteOffset, rowCount);
  codes.set(rows.codes);
  weights.set(rows.weights);
  const columns = rows.columns.map((values, column) => {
    const copy = cells.subarray(column * length, column * length + rowCount);
    copy.set(values);
    return copy;
  });
  cells.fill(1, columnCount * length);
  const block = (output: number): number => blocks.byteOffset + 8 * blockRows * output;
  const entry = (output: number): number => 8 * width * output;
  return {
    columns,
    blocks: Array.from({ length: outputs }, (_, output) =>
      blocks.subarray(output * blockRows, (output + 1) * blockRows),
    ),
    point,
    gradient,
    curve: curve.subarray(0, rowCount),
    curvature,
    scaleColumns() {
      const [centres, spreads] = [new Float64Array(columnCount), new Float64Array(columnCount)];
      columns.forEach(({ byteOffset, 0: first }, column) => {
        const centre = first + exports.addDifferences(byteOffset, rowCount, first) / rowCount;
        const spread = Math.sqrt(exports.addSquares(byteOffset, rowCount, centre) / rowCount);
        exports.scaleCells(byteOffset, rowCount, centre, spread === 0 ? 0 : 1 / spread, scaled.byteOffset);
        centres[column] = centre;
        spreads[column] = spread;
      });
      return { centres, spreads, squares: scaled.subarray(0, rowCount) };
    },
    addColumns(output, start, count) {
      const first = cells.byteOffset + 8 * start;
      exports.addColumns(block(output), first, stride, columnCount, point.byteOffset + entry(output), count);
    },
    replaceByResiduals(start, count) {
      exports.replaceByResiduals(block(0), codes.byteOffset + 4 * start, weights.byteOffset + 8 * start, count);
    },
    addGradients(output, start, count) {
      const first = cells.byteOffset + 8 * start;
      exports.addGradients(gradient.byteOffset + entry(output), block(output), first, stride, width, count);
    },
    fillCurvature(output, other) {
      const target = curvature.byteOffset + size * entry(output) + entry(other);
      exports.fillCurvature(target, 8 * size, curve.byteOffset, scaled.byteOffset, cells.byteOffset, stride, width);
    },
  };
}

/** Arrays of these lengths, one after the other in new memory, each aligned to 16 bytes; undefined without enough. */
function allocate<Name extends string>(
  memory: WasmMemory,
  counts: Readonly<Record<Name, number>>,
): Readonly<Record<Name, Float64Array>> | undefined {
  const names = Object.keys(counts) as Name[];
  const starts: number[] = [];
  let bytes = 0;
  for (const name of names) {
    starts.push(bytes);
    bytes += 16 * Math.ceil(counts[name] / 2);
  }
  try {
    memory.grow(Math.ceil(bytes / pageBytes));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return undefined;
  }
  const views = names.map((name, index) => [name, new Float64Array(memory.buffer, starts[index], counts[name])]);
  return Object.fromEntries(views) as Record<Name, Float64Array>;
}
