import { javascriptKernel } from "./javascript-kernel.js";
import type { KernelArray, TreeKernel } from "./tree-kernel.js";
import { wasmKernel } from "./wasm-kernel.js";

/** A kernel with the arrays it works on. */
export interface PlacedArrays<Arrays> {
  readonly kernel: TreeKernel;
  readonly arrays: Arrays;
}

/** The arrays placed with the fastest kernel that runs here and has room for them. */
export function fastestKernel<Arrays extends Readonly<Record<string, KernelArray>>>(
  arrays: Arrays,
): PlacedArrays<Arrays> {
  const wasm = wasmKernel();
  if (wasm !== undefined) {
    try {
      return { kernel: wasm, arrays: wasm.place(arrays) };
    } catch (error) {
      // More memory than the engine gives to WebAssembly: the arrays stay where they are.
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return { kernel: javascriptKernel, arrays: javascriptKernel.place(arrays) };
}
