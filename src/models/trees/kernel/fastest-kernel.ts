import { javascriptKernel } from "./javascript-kernel.js";
import type { KernelArray, TreeKernel } from "./tree-kernel.js";
import { wasmKernel } from "./wasm-kernel.js";

/** A kernel with its arrays. */
export interface KernelArrays<Arrays> {
  readonly kernel: TreeKernel;
  readonly arrays: Arrays;
}

/** The fastest kernel that runs here and has enough memory, with the arrays in its memory. */
export function fastestKernel<Arrays extends Readonly<Record<string, KernelArray>>>(
  arrays: Arrays,
): KernelArrays<Arrays> {
  const wasm = wasmKernel();
  if (wasm !== undefined) {
    try {
      return { kernel: wasm, arrays: wasm.allocate(arrays) };
    } catch (error) {
      // WebAssembly memory is limited; JavaScript works on the arrays themselves.
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return { kernel: javascriptKernel, arrays: javascriptKernel.allocate(arrays) };
}
