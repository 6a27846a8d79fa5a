import type { KernelArray } from "./tree-kernel.js";

/** The memory of an instance. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/**
 * A new instance of the WebAssembly in `bytes` (base64), without memory; undefined where the engine has no SIMD or
 * refuses to compile.
 */
export function wasmInstance<Exports>(bytes: string): Exports | undefined {
  try {
    const known = compiled.get(bytes);
    const module =
      known ?? new WebAssembly.Module(Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0)));
    compiled.set(bytes, module);
    return new WebAssembly.Instance(module).exports as unknown as Exports;
  } catch {
    return undefined;
  }
}

/** Compiled once: it is the same code for every fit. */
const compiled = new Map<string, WebAssembly.Module>();

const pageBytes = 65_536;

/** Copies the arrays into the memory, each aligned to 16 bytes. */
export function copyToMemory<Arrays extends Readonly<Record<string, KernelArray>>>(
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
