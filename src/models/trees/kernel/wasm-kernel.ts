import { copyToMemory, type WasmMemory, wasmInstance } from "../../../core/wasm-instance.js";
import { kernelBytes } from "./kernel-bytes.js";
import type { KernelExports } from "./kernel-calls.js";
import { toKernel } from "./to-kernel.js";
import type { TreeKernel } from "./tree-kernel.js";

/** The loops in WebAssembly with SIMD and a memory of their own; undefined where the engine does not support it. */
export function wasmKernel(): TreeKernel | undefined {
  const exports = wasmInstance<KernelExports & { readonly memory: WasmMemory }>(kernelBytes);
  if (exports === undefined) return undefined;
  return { ...toKernel(exports), allocate: (arrays, zeros) => copyToMemory(arrays, exports.memory, zeros) };
}
