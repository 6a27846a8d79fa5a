import { kernelBytes } from "./kernel-bytes.js";
import type { TreeKernel } from "./tree-kernel.js";
import { copyToMemory, type WasmMemory, wasmInstance } from "./wasm-instance.js";

/** The loops in WebAssembly with SIMD and a memory of their own; undefined where the engine does not support it. */
export function wasmKernel(): TreeKernel | undefined {
  const exports = wasmInstance<WasmExports>(kernelBytes);
  if (exports === undefined) return undefined;
  return {
    name: "wasm",
    allocate: (arrays) => copyToMemory(arrays, exports.memory),
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
    subtractHistogram(parent, child) {
      exports.subtractHistogram(parent.byteOffset, child.byteOffset, parent.byteLength);
    },
    findSplit(plan, histogram, workspace, limits, best) {
      return exports.findSplit(
        plan.entries.byteOffset,
        plan.count,
        histogram.byteOffset,
        workspace.codeBins.byteOffset,
        workspace.codeList.byteOffset,
        workspace.listEnds.byteOffset,
        workspace.listEnds.length,
        workspace.bins.byteOffset,
        limits.gradient,
        limits.weight,
        limits.lambda,
        limits.alpha,
        limits.minWeight,
        limits.roundingError,
        best,
        workspace.found.byteOffset,
      );
    },
    partitionRows(rows, start, end, columnBins, columnStart, goesLeft, spareRows) {
      const bins = columnBins.byteOffset + columnStart;
      return exports.partitionRows(rows.byteOffset, start, end, bins, goesLeft.byteOffset, spareRows.byteOffset);
    },
    addToRows(scores, offset, rows, start, end, value) {
      exports.addToRows(scores.byteOffset + 4 * offset, rows.byteOffset, start, end, value);
    },
    addToSides(scores, offset, rows, start, end, columnBins, columnStart, goesLeft, leftValue, rightValue) {
      exports.addToSides(
        scores.byteOffset + 4 * offset,
        rows.byteOffset,
        start,
        end,
        columnBins.byteOffset + columnStart,
        goesLeft.byteOffset,
        leftValue,
        rightValue,
      );
    },
    squaredErrorGradients(pairs, scores, targets) {
      exports.squaredErrorGradients(pairs.byteOffset, scores.byteOffset, targets.byteOffset, targets.length);
    },
    logisticGradients(pairs, scores, targets, offset) {
      exports.logisticGradients(pairs.byteOffset, scores.byteOffset, targets.byteOffset, offset, targets.length);
    },
    sumPairs(sums, pairs, rows, count) {
      exports.sumPairs(sums.byteOffset, pairs.byteOffset, rows.byteOffset, count);
    },
  };
}

/** The functions of tree-kernel.as. */
interface WasmExports {
  readonly memory: WasmMemory;
  fillHistogram(...parameters: number[]): void;
  subtractHistogram(...parameters: number[]): void;
  findSplit(...parameters: number[]): number;
  partitionRows(...parameters: number[]): number;
  addToRows(...parameters: number[]): void;
  addToSides(...parameters: number[]): void;
  squaredErrorGradients(...parameters: number[]): void;
  logisticGradients(...parameters: number[]): void;
  sumPairs(...parameters: number[]): void;
}
