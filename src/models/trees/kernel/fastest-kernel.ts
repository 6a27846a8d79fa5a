import type { KernelArray } from "../../../core/wasm-instance.js";
import { javascriptKernel } from "./javascript-kernel.js";
import { kernelThreads } from "./kernel-threads.js";
import { threadedKernel } from "./threaded-kernel.js";
import type { TreeKernel } from "./tree-kernel.js";
import { wasmKernel } from "./wasm-kernel.js";

/** A kernel with its arrays. */
export interface KernelArrays<Arrays> {
  readonly kernel: TreeKernel;
  readonly arrays: Arrays;
}

/**
 * The fastest kernel that runs here and has enough memory, with the arrays in its memory, on up to `threads` threads;
 * the arrays named in `zeros` are all 0.
 */
export function fastestKernel<Arrays extends Readonly<Record<string, KernelArray>>>(
  arrays: Arrays,
  threads = 1,
  zeros: readonly string[] = [],
): KernelArrays<Arrays> {
  const others = threads > 1 ? kernelThreads(threads) : [];
  const wasm = wasmKernel() && (others.length > 0 ? threadedKernel(others) : wasmKernel());
  if (wasm !== undefined) {
    try {
      return { kernel: wasm, arrays: wasm.allocate(arrays, zeros) };
    } catch (error) {
      // WebAssembly memory is limited; JavaScript works on the arrays themselves.
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return { kernel: javascriptKernel, arrays: javascriptKernel.allocate(arrays) };
}
