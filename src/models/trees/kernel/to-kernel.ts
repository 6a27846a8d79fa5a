import { type KernelExports, kernelCalls } from "./kernel-calls.js";
import type { TreeKernel } from "./tree-kernel.js";

/** The kernel's loops by the functions of an instance. */
export function toKernel(exports: KernelExports): Omit<TreeKernel, "allocate"> {
  return {
    name: "wasm",
    fillHistogram: (histogram, rowCodes, rows, start, end, pairs) => {
      exports.fillHistogram(...kernelCalls.fillHistogram(histogram, rowCodes, rows, [start, end], pairs));
    },
    subtractHistogram: (parent, child) => {
      exports.subtractHistogram(parent.byteOffset, child.byteOffset, parent.byteLength);
    },
    findSplit: (...given) => exports.findSplit(...kernelCalls.findSplit(...given)),
    partitionRows: (...given) => exports.partitionRows(...kernelCalls.partitionRows(...given)),
    addToRows: (...given) => {
      exports.addToRows(...kernelCalls.addToRows(...given));
    },
    addToSides: (...given) => {
      exports.addToSides(...kernelCalls.addToSides(...given));
    },
    squaredErrorGradients: (...given) => {
      exports.squaredErrorGradients(...kernelCalls.squaredErrorGradients(...given));
    },
    logisticGradients: (...given) => {
      exports.logisticGradients(...kernelCalls.logisticGradients(...given));
    },
    sumPairs: (sums, pairs, rows, count) => {
      exports.sumPairs(sums.byteOffset, pairs.byteOffset, rows.byteOffset, count);
    },
  };
}
