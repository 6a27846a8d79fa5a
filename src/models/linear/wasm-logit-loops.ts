import { copyToBuffer, getByteCount, pageBytes, type WasmMemory, wasmInstance } from "../../core/wasm-instance.js";
import { logitBytes } from "./logit-bytes.js";
import { blockRows, type LogitLoops } from "./logit-loops.js";
import { fillScaled, type LogitProblem } from "./logit-problem.js";

/** The functions of logit-kernel.as. */
interface LogitExports {
  readonly memory: WasmMemory;
  addColumns(...parameters: number[]): void;
  addGradients(...parameters: number[]): void;
  fillCurvature(...parameters: number[]): void;
}

/** The loops in WebAssembly with SIMD; undefined where it does not run or the columns exceed its memory. */
export function wasmLogitLoops(problem: LogitProblem): LogitLoops | undefined {
  const { codes, outputs } = problem;
  const exports = wasmInstance<LogitExports>(logitBytes);
  if (exports === undefined) return undefined;
  const rowCount = codes.length;
  const columnCount = problem.columns.length;
  const width = columnCount + 1;
  const size = outputs * width;
  // Two rows are taken at once, so the last one of an odd number has a spare one after it.
  const length = rowCount + (rowCount % 2);
  const others = {
    blocks: new Float64Array(outputs * blockRows),
    point: new Float64Array(size),
    gradient: new Float64Array(size),
    curve: new Float64Array(length),
    scaled: new Float64Array(2 * length),
    curvature: new Float64Array(size * size),
  };
  const arrays = allocate(others, exports.memory, length * width);
  if (arrays === undefined) return undefined;
  const { cells, blocks, point, gradient, curve, scaled, curvature } = arrays;
  const columns = problem.columns.map((_, column) => {
    const scaled = cells.subarray(column * length, column * length + rowCount);
    fillScaled(scaled, problem, column);
    return scaled;
  });
  cells.fill(1, columnCount * length);
  const stride = 8 * length;
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
    addColumns(output, start, count) {
      const first = cells.byteOffset + 8 * start;
      exports.addColumns(block(output), first, stride, columnCount, point.byteOffset + entry(output), count);
    },
    addGradients(output, start, count) {
      const first = cells.byteOffset + 8 * start;
      exports.addGradients(gradient.byteOffset + entry(output), block(output), first, stride, columnCount, count);
    },
    fillCurvature(output, other) {
      const target = curvature.byteOffset + size * entry(output) + entry(other);
      const sums = [curve.byteOffset, scaled.byteOffset, cells.byteOffset];
      exports.fillCurvature(target, 8 * size, ...sums, stride, width, rowCount);
    },
  };
}

/** The arrays in the memory and memory for the cells after them; undefined where it is not enough. */
function allocate<Arrays extends Readonly<Record<string, Float64Array>>>(
  others: Arrays,
  memory: WasmMemory,
  cellCount: number,
): (Arrays & { readonly cells: Float64Array }) | undefined {
  const start = getByteCount(others);
  try {
    memory.grow(Math.ceil((start + 8 * cellCount) / pageBytes));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return undefined;
  }
  return { ...copyToBuffer(others, memory.buffer), cells: new Float64Array(memory.buffer, start, cellCount) };
}
