import { bytesFromBase64 } from "./bytes-from-base64.js";

/** What is copied to the memory of WebAssembly. */
export type KernelArray = Float64Array | Float32Array | Int32Array | Uint32Array | Uint16Array | Uint8Array;

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
    return new WebAssembly.Instance(wasmModule(bytes)).exports as unknown as Exports;
  } catch {
    return undefined;
  }
}

/** The module of WebAssembly in base64, compiled once. */
export function wasmModule(bytes: string): WebAssembly.Module {
  const module = compiled.get(bytes) ?? new WebAssembly.Module(bytesFromBase64(bytes));
  compiled.set(bytes, module);
  return module;
}

const compiled = new Map<string, WebAssembly.Module>();

/** Bytes of a page of WebAssembly's memory. */
export const pageBytes = 65_536;

/** Copies the arrays into the memory, each aligned to 16 bytes, but for the named ones, which are all 0. */
export function copyToMemory<Arrays extends Readonly<Record<string, KernelArray>>>(
  arrays: Arrays,
  memory: WasmMemory,
  zeros: readonly string[] = [],
): Arrays {
  memory.grow(Math.ceil((getByteCount(arrays) - memory.buffer.byteLength) / pageBytes));
  return copyToBuffer(arrays, memory.buffer, zeros);
}

/** The bytes that the arrays take, each aligned to 16. */
export function getByteCount(arrays: Readonly<Record<string, KernelArray>>): number {
  return Object.values(arrays).reduce((bytes, array) => bytes + alignedBytes(array), 0);
}

/**
 * Copies the arrays into the buffer, one after the other, but for the named ones: new memory is 0, and takes none of
 * the machine's until it is written to.
 */
export function copyToBuffer<Arrays extends Readonly<Record<string, KernelArray>>>(
  arrays: Arrays,
  buffer: ArrayBufferLike,
  zeros: readonly string[] = [],
): Arrays {
  let offset = 0;
  const views = Object.entries(arrays).map(([name, array]) => {
    const View = array.constructor as new (buffer: ArrayBufferLike, offset: number, length: number) => KernelArray;
    const view = new View(buffer, offset, array.length);
    if (!zeros.includes(name)) view.set(array);
    offset += alignedBytes(array);
    return [name, view];
  });
  return Object.fromEntries(views) as Arrays;
}

function alignedBytes({ byteLength }: KernelArray): number {
  return Math.ceil(byteLength / 16) * 16;
}
