import { kernelBytes } from "./kernel-bytes.js";
import type { KernelArray, TreeKernel } from "./tree-kernel.js";

/** The loops in WebAssembly with SIMD, with their own memory; undefined where the engine or its memory does not allow it. */
export function wasmKernel(): TreeKernel | undefined {
  const exports = wasmExports();
  if (exports === undefined) return undefined;
  return {
    name: "wasm",
    place: (arrays) => placed(arrays, exports.memory),
    fillHistogram(histogram, rowCodes, bundleCount, rows, start, end, pairs) {
      exports.fillHistogram(
        histogram.byteOffset,
        histogram.byteLength,
        rowCodes.byteOffset,
        rowCodes.BYTES_PER_ELEMENT - 2,
        bundleCount,
        rows.byteOffset,
        start,
        end,
        pairs.byteOffset,
      );
    },
    subtractHistogram(whole, part) {
      exports.subtractHistogram(whole.byteOffset, part.byteOffset, whole.byteLength);
    },
    findSplit(plan, histogram, room, limits, best) {
      return exports.findSplit(
        plan.entries.byteOffset,
        plan.count,
        histogram.byteOffset,
        room.codeBins.byteOffset,
        room.codeList.byteOffset,
        room.listEnds.byteOffset,
        room.listEnds.length,
        room.bins.byteOffset,
        limits.gradient,
        limits.weight,
        limits.lambda,
        limits.alpha,
        limits.leastWeight,
        limits.noise,
        best,
        room.found.byteOffset,
      );
    },
    partitionRows(rows, start, end, columnBins, columnStart, goesLeft, spareRows) {
      const bins = columnBins.byteOffset + columnStart;
      return exports.partitionRows(rows.byteOffset, start, end, bins, goesLeft.byteOffset, spareRows.byteOffset);
    },
    addToRows(answers, at, rows, start, end, value) {
      exports.addToRows(answers.byteOffset + 4 * at, rows.byteOffset, start, end, value);
    },
    addToSides(answers, at, rows, start, end, columnBins, columnStart, goesLeft, leftValue, rightValue) {
      exports.addToSides(
        answers.byteOffset + 4 * at,
        rows.byteOffset,
        start,
        end,
        columnBins.byteOffset + columnStart,
        goesLeft.byteOffset,
        leftValue,
        rightValue,
      );
    },
    squaredErrorGradients(pairs, answers, aims) {
      exports.squaredErrorGradients(pairs.byteOffset, answers.byteOffset, aims.byteOffset, aims.length);
    },
    logisticGradients(pairs, answers, aims, offset) {
      exports.logisticGradients(pairs.byteOffset, answers.byteOffset, aims.byteOffset, offset, aims.length);
    },
    sumPairs(sums, pairs, rows, count) {
      exports.sumPairs(sums.byteOffset, pairs.byteOffset, rows.byteOffset, count);
    },
  };
}

/** The functions of tree-kernel.as. */
export interface WasmExports {
  readonly memory: WasmMemory;
  fillHistogram(...words: number[]): void;
  subtractHistogram(...words: number[]): void;
  findSplit(...words: number[]): number;
  partitionRows(...words: number[]): number;
  addToRows(...words: number[]): void;
  addToSides(...words: number[]): void;
  squaredErrorGradients(...words: number[]): void;
  logisticGradients(...words: number[]): void;
  sumPairs(...words: number[]): void;
  addTreeValues(...words: number[]): void;
}

interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** A fresh instance with no memory yet; undefined where the engine has no WebAssembly SIMD or refuses to compile. */
export function wasmExports(): WasmExports | undefined {
  try {
    compiled ??= new WebAssembly.Module(Uint8Array.from(atob(kernelBytes), (letter) => letter.charCodeAt(0)));
    return new WebAssembly.Instance(compiled).exports as unknown as WasmExports;
  } catch {
    return undefined;
  }
}

/** Compiled once: it is the same code for every fit. */
let compiled: WebAssembly.Module | undefined;

const pageBytes = 65_536;

/** Copies the arrays into the memory, each on a border of 16 bytes. */
export function placed<Arrays extends Readonly<Record<string, KernelArray>>>(
  arrays: Arrays,
  memory: WasmMemory,
): Arrays {
  const entries = Object.entries(arrays);
  let bytes = 0;
  const offsets = entries.map(([, array]) => {
    const offset = bytes;
    bytes += Math.ceil(array.byteLength / 16) * 16;
    return offset;
  });
  memory.grow(Math.ceil((bytes - memory.buffer.byteLength) / pageBytes));
  const views = entries.map(([name, array], index) => {
    const View = array.constructor as new (buffer: ArrayBuffer, offset: number, length: number) => KernelArray;
    const view = new View(memory.buffer, offsets[index], array.length);
    view.set(array);
    return [name, view];
  });
  return Object.fromEntries(views) as Arrays;
}
