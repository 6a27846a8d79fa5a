import { isUtf8 } from "node:buffer";
import { pageBytes, type WasmMemory, wasmInstance } from "../../core/wasm-instance.js";
import { recordBytes } from "./record-bytes.js";

/** What the cells of a column should be; undefined for any string. */
export type CellForm = "integer" | "number" | { readonly format: string } | undefined;

/** The rows of a CSV. */
export interface PlainColumnsOptions {
  readonly delimiter: string;
  /** Offset of the first row. */
  readonly bodyStart: number;
  /** For each column what its cells should be. */
  readonly forms: readonly CellForm[];
}

interface RecordExports {
  readonly memory: WasmMemory;
  checkRecords(from: number, end: number, delimiter: number, width: number, columns: number): number;
}

/** A record longer than this is not looked at. */
const longestRecord = 1 << 24;
const templateBytes = 80;
const overrun = 96;

/**
 * Reads a CSV once, in WebAssembly, and gives for each column whether every cell is empty or so plainly what it should
 * be that any reader takes it for the same: an integer without leading zero, sign `+` or quotes, a time of the calendar
 * in its format. Undefined when the form of some record is not beyond doubt, by which the file may have a fault.
 */
export async function plainColumns(
  pieces: AsyncIterable<Uint8Array>,
  { delimiter, bodyStart, forms }: PlainColumnsOptions,
): Promise<readonly boolean[] | undefined> {
  const kernel = wasmInstance<RecordExports>(recordBytes);
  if (kernel === undefined) return undefined;
  const { memory } = kernel;
  const columns = 16 + templateBytes * forms.length;
  const data = columns + 8 * forms.length;
  let bytes = reserve(memory, data + 2 * pageBytes);
  const kinds = new DataView(bytes.buffer);
  for (const [at, form] of forms.entries()) {
    kinds.setUint32(columns + 8 * at, putKind(form, bytes, 16 + templateBytes * at), true);
  }
  let skipped = 0;
  let end = data;
  const isChecked = (): boolean => {
    const next = kernel.checkRecords(data, end, delimiter.charCodeAt(0), forms.length, columns);
    if (next === 0 || !isUtf8(bytes.subarray(data, next))) return false;
    bytes.copyWithin(data, next, end);
    end -= next - data;
    return true;
  };
  for await (const piece of pieces) {
    const start = Math.min(piece.length, bodyStart - skipped);
    skipped += start;
    if (end - data > longestRecord) return undefined;
    bytes = reserve(memory, end + piece.length + overrun, bytes);
    bytes.set(start === 0 ? piece : piece.subarray(start), end);
    end += piece.length - start;
    if (!isChecked()) return undefined;
  }
  if (end > data) {
    if (bytes[end - 1] === 0x0d) return undefined;
    bytes = reserve(memory, end + 1 + overrun, bytes);
    bytes[end++] = 0x0a;
    if (!isChecked() || end > data) return undefined;
  }
  const marks = new Uint32Array(bytes.buffer, columns, 2 * forms.length);
  return forms.map((form, at) => form !== undefined && marks[2 * at + 1] === 0);
}

/** The bytes of the memory, at least as many as `length`. */
function reserve(memory: WasmMemory, length: number, bytes?: Uint8Array): Uint8Array {
  if (bytes !== undefined && bytes.length >= length) return bytes;
  const lacking = length - memory.buffer.byteLength;
  if (lacking > 0) memory.grow(Math.ceil(Math.max(lacking, memory.buffer.byteLength) / pageBytes));
  return new Uint8Array(memory.buffer);
}

/** The number of a kind as the kernel has it; of times the address of their template. */
function putKind(form: CellForm, bytes: Uint8Array, address: number): number {
  if (form === undefined) return 0;
  if (typeof form === "string") return form === "integer" ? 1 : 2;
  const text = form.format.replaceAll(/%(Y|\.3f|[mdHMS])/g, (_, part: string) => templates[part] ?? "");
  const isDigit = Array.from({ length: 32 }, (_, at) => /[YmdHMS#]/.test(text.charAt(at)));
  const zeros = isDigit.map((digit, at) => (digit ? 0x30 : text.charCodeAt(at) || 0));
  const ranges = isDigit.map((digit, at) => (digit ? 9 : at < text.length ? 0 : 0xff));
  const offsets = [..."YmdHMS"].map((part) => text.indexOf(part) & 0xff);
  bytes.set([...zeros, ...ranges, text.length, ...offsets], address);
  return address;
}

const templates: Readonly<Record<string, string>> = {
  ...{ Y: "YYYY", m: "mm", d: "dd", H: "HH", M: "MM", S: "SS", ".3f": ".###" },
};
