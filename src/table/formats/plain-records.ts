import { pageBytes, type WasmMemory, wasmInstance } from "../../core/wasm-instance.js";
import { recordBytes } from "../csv/record-bytes.js";

const [quote, lineFeed, carriageReturn] = [0x22, 0x0a, 0x0d];
const ones = 0x01010101;
const highBits = 0x80808080;

/** Where plain records are looked for, and what they are. */
export interface PlainRecordsOptions {
  /** Offset of the first record. */
  readonly from: number;
  readonly delimiter: number;
  /** Cells of a record. */
  readonly width: number;
}

/** Records of a row of plain ones, and the offset behind them. */
interface PlainRecords {
  readonly count: number;
  readonly end: number;
}

/**
 * The records of a CSV text from an offset on that hold neither quote nor NUL nor a carriage return inside a line, end
 * in a line feed and have the right number of cells: how many stand there in a row, and the offset behind them. Longer
 * ones are copied to WebAssembly piece by piece, where 16 bytes are looked at in one step.
 */
export function plainRecords(bytes: Uint8Array, options: PlainRecordsOptions): PlainRecords {
  const { from, delimiter, width } = options;
  const kernel = bytes.length - from < shortLength ? undefined : loadKernel();
  if (kernel === undefined) return recordsByWord(bytes, options);
  let [count, end] = [0, from];
  for (let length = firstPiece; end < bytes.length; length = Math.min(4 * length, longestPiece)) {
    const piece = bytes.subarray(end, end + length);
    kernel.bytes.set(piece);
    const found = kernel.exports.plainRecords(0, piece.length, delimiter, width);
    count += kernel.exports.recordCount.value;
    end += found;
    if (kernel.exports.isStopped.value !== 0) return { count, end };
    if (found > 0 || (length < longestPiece && piece.length === length)) continue;
    if (piece.length < length) return { count, end };
    const rest = recordsByWord(bytes, { ...options, from: end });
    return { count: count + rest.count, end: rest.end };
  }
  return { count, end };
}

const shortLength = 1 << 12;
const firstPiece = 1 << 13;
const longestPiece = 1 << 20;

interface RecordKernel {
  readonly exports: {
    readonly memory: WasmMemory;
    readonly recordCount: { readonly value: number };
    readonly isStopped: { readonly value: number };
    plainRecords(from: number, end: number, delimiter: number, width: number): number;
  };
  readonly bytes: Uint8Array;
}

// A CSV with quotes is read a few records at a time, each time with the same instance.
let kernel: RecordKernel | undefined;

function loadKernel(): RecordKernel | undefined {
  if (kernel !== undefined) return kernel;
  const exports = wasmInstance<RecordKernel["exports"]>(recordBytes);
  if (exports === undefined) return undefined;
  exports.memory.grow(longestPiece / pageBytes + 1);
  kernel = { exports, bytes: new Uint8Array(exports.memory.buffer) };
  return kernel;
}

/** The same in JavaScript, most bytes four at a time. */
export function recordsByWord(bytes: Uint8Array, { from, delimiter, width }: PlainRecordsOptions): PlainRecords {
  const { length, byteOffset } = bytes;
  const before = (4 - (byteOffset & 3)) & 3;
  const last = Math.max(0, Math.floor((length - before) / 4));
  const words = last === 0 ? new Int32Array(0) : new Int32Array(bytes.buffer, byteOffset + before, last);
  const pattern = delimiter * ones;
  let count = 0;
  let end = from;
  let cells = 1;
  for (let at = from; at < length; at++) {
    if (((at - before) & 3) === 0 && at >= before) {
      let index = (at - before) / 4;
      for (; index < last; index++) {
        const word = words[index] as number;
        // A high bit stays 0 under each byte that is a quote or less: there the bytes are looked at one by one.
        if ((((word | highBits) - 0x23232323) | word | 0x7f7f7f7f) !== -1) break;
        const others = word ^ pattern;
        const delimiters = ~(((others & 0x7f7f7f7f) + 0x7f7f7f7f) | others | 0x7f7f7f7f);
        cells += Math.imul((delimiters >>> 7) & ones, ones) >>> 24;
      }
      at = index * 4 + before;
    }
    const byte = bytes[at];
    if (byte === undefined) break;
    if (byte === delimiter) cells += 1;
    else if (byte > quote) continue;
    else if (byte === lineFeed) {
      if (cells !== width) break;
      count += 1;
      end = at + 1;
      cells = 1;
    } else if (byte === quote || byte === 0 || (byte === carriageReturn && bytes[at + 1] !== lineFeed)) break;
  }
  return { count, end };
}
