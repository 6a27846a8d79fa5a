import type { Column, Columns } from "../../table/columns.js";
import { type PackedColumn, shuffled } from "./packed-column.js";

/** Columns as a description and one block of bytes. */
export interface PackedColumns {
  readonly rowCount: number;
  readonly columns: readonly PackedColumn[];
  readonly block: Uint8Array;
}

/**
 * The columns in the smallest of several forms that give the same numbers to the bit: integers (also of decimals and of
 * times), codes of distinct values, Float32, Float64.
 *
 * @example packColumns(columnsFromEntries([["hour", { kind: "number", values: Float64Array.of(7, 8) }]])).block.length // 2
 */
export function packColumns({ rowCount, byName }: Columns): PackedColumns {
  const packed = [...byName].map(([name, column]) => packColumn(name, column));
  const block = new Uint8Array(packed.reduce((total, [, bytes]) => total + bytes.length, 0));
  let offset = 0;
  for (const [, bytes] of packed) {
    block.set(bytes, offset);
    offset += bytes.length;
  }
  return { rowCount, columns: packed.map(([column]) => column), block };
}

type Packed = readonly [PackedColumn, Uint8Array];

const plain = { width: 1, low: 0, unit: 1, scale: 1, distinct: 0, categories: [] } as const;

function packColumn(name: string, column: Column): Packed {
  switch (column.kind) {
    case "number":
    case "time":
      return packNumbers(name, column.kind, column.values);
    case "category":
      return packUsed(name, column.categories, column.codes);
    case "string": {
      const categories = [...new Set(column.values.filter((value) => value !== null))].sort();
      const positions = new Map(categories.map((label, code) => [label, code]));
      const codes = Int32Array.from(column.values, (value) => (value === null ? -1 : (positions.get(value) ?? -1)));
      return packCodes({ ...plain, name, kind: "category", categories }, codes);
    }
  }
}

/** Labels without a row do not travel. */
function packUsed(name: string, categories: readonly string[], codes: Int32Array): Packed {
  const used = [...new Set(codes)].filter((code) => code >= 0).sort((a, b) => a - b);
  const positions = new Map(used.map((code, position) => [code, position]));
  const labels = used.map((code) => categories[code] ?? "");
  return packCodes(
    { ...plain, name, kind: "category", categories: labels },
    codes.map((code) => positions.get(code) ?? -1),
  );
}

function packCodes(column: Omit<PackedColumn, "form" | "bytes">, codes: Int32Array): Packed {
  const largest = codes.reduce((most, code) => Math.max(most, code), 0) + 1;
  const width = integerWidth(largest) ?? 4;
  const bytes = integerBytes(codes, width, (code) => code + 1);
  return [{ ...column, form: "codes", width, bytes: bytes.length }, bytes];
}

const mostDistinct = 4_096;

function packNumbers(name: string, kind: "number" | "time", values: Float64Array): Packed {
  const column = { ...plain, name, kind };
  const integers = asIntegers(values);
  const distinct = distinctValues(values);
  const codeWidth = distinct === undefined ? 4 : distinct.length < 255 ? 1 : 2;
  if (integers !== undefined && integers.width <= codeWidth) {
    const { low, unit, scale, width } = integers;
    const bytes = integerBytes(values, width, (value) =>
      Number.isNaN(value) ? 0 : Math.round((value * scale) / unit) - low + 1,
    );
    return [{ ...column, form: "integer", low, unit, scale, width, bytes: bytes.length }, bytes];
  }
  if (distinct !== undefined && codeWidth + 8 * (distinct.length / Math.max(1, values.length)) < 4) {
    return packDistinct(column, values, distinct, codeWidth === 1 ? 1 : 2);
  }
  const single = values.every((value) => Object.is(Math.fround(value), value));
  const raw = single ? Float32Array.from(values) : values.slice();
  const bytes = shuffled(new Uint8Array(raw.buffer, raw.byteOffset, raw.byteLength), single ? 4 : 8);
  return [{ ...column, form: single ? "float32" : "float64", bytes: bytes.length }, bytes];
}

function packDistinct(
  column: Omit<PackedColumn, "form" | "bytes">,
  values: Float64Array,
  distinct: Float64Array,
  width: 1 | 2,
): Packed {
  const positions = new Map(Array.from(distinct, (value, position) => [value, position]));
  const codes = integerBytes(values, width, (value) => (positions.get(value) ?? -1) + 1);
  const bytes = new Uint8Array(8 * distinct.length + codes.length);
  bytes.set(new Uint8Array(distinct.buffer, 0, 8 * distinct.length));
  bytes.set(codes, 8 * distinct.length);
  return [{ ...column, form: "codes", width, distinct: distinct.length, bytes: bytes.length }, bytes];
}

/** The distinct numbers that are not missing, ascending; undefined when there are many, or a negative zero. */
function distinctValues(values: Float64Array): Float64Array | undefined {
  const found = new Set<number>();
  for (const value of values) {
    if (Object.is(value, -0)) return undefined;
    if (!Number.isNaN(value)) found.add(value);
    if (found.size > mostDistinct) return undefined;
  }
  return Float64Array.from(found).sort();
}

/** Pairs of unit and scale by which numbers may be integers: whole days, hours, minutes, seconds; up to 8 decimals. */
const grids = [
  ...[86_400_000, 3_600_000, 60_000, 1_000, 1].map((unit) => ({ unit, scale: 1 })),
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((decimals) => ({ unit: 1, scale: 10 ** decimals })),
];

interface IntegerForm {
  readonly unit: number;
  readonly scale: number;
  readonly low: number;
  readonly width: 1 | 2 | 4;
}

/** The first grid on which every value is an integer that gives the value back to the bit. */
function asIntegers(values: Float64Array): IntegerForm | undefined {
  for (const { unit, scale } of grids) {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const exact = values.every((value) => {
      if (Number.isNaN(value)) return true;
      const integer = Math.round((value * scale) / unit);
      if (!Number.isSafeInteger(integer) || (integer * unit) / scale !== value || Object.is(value, -0)) return false;
      if (integer < low) low = integer;
      if (integer > high) high = integer;
      return true;
    });
    if (!exact) continue;
    if (low > high) return { unit, scale, low: 0, width: 1 };
    const width = integerWidth(high - low + 1);
    if (width !== undefined) return { unit, scale, low, width };
  }
  return undefined;
}

function integerWidth(largest: number): 1 | 2 | 4 | undefined {
  if (largest < 2 ** 8) return 1;
  if (largest < 2 ** 16) return 2;
  return largest < 2 ** 32 ? 4 : undefined;
}

function integerBytes(
  values: Float64Array | Int32Array,
  width: 1 | 2 | 4,
  toInteger: (value: number) => number,
): Uint8Array {
  const result = new (width === 1 ? Uint8Array : width === 2 ? Uint16Array : Uint32Array)(values.length);
  for (let row = 0; row < values.length; row++) result[row] = toInteger(values[row] ?? 0);
  return shuffled(new Uint8Array(result.buffer), width);
}
