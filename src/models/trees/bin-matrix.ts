import { ArgumentError } from "../../core/errors.js";
import type { Matrix } from "../../table/matrix.js";
import { binCuts } from "./bin-cuts.js";
import { type Bundle, bundleColumns } from "./bundle-columns.js";
import { type DistinctValues, distinctValues, type ValueCounts } from "./distinct-values.js";
import { fillBins } from "./fill-bins.js";
import { cellOffset, countWide, mostNarrowCodes, rowStride } from "./kernel/row-codes.js";
import type { ColumnCells } from "./kernel/tree-kernel.js";

/**
 * A matrix cut into bins, ready for tree training. A plain object of typed arrays: with `shared` they are in shared
 * memory, so worker threads that receive this object train on one copy.
 */
export interface BinnedMatrix {
  readonly rowCount: number;
  readonly names: readonly string[];
  /** Names of the columns of category codes, which have a bin for each code. Default: none. */
  readonly categories?: readonly string[] | undefined;
  /** Float32 thresholds of every column, one column after the other. */
  readonly cuts: Float32Array;
  /** Where a column's thresholds begin in `cuts`; one more entry than columns. */
  readonly cutOffsets: Int32Array;
  /** Where a column's bins begin among the bins of all columns; one more entry than columns. */
  readonly binOffsets: Int32Array;
  /** 1 when the column has missing values; they fill the column's last bin. */
  readonly hasMissing: Uint8Array;
  /** For each column, the bundle that it belongs to; see `bundleColumns`. */
  readonly columnBundles: Int32Array;
  /** Where a bundle's codes begin among the codes of all bundles; one more entry than bundles. */
  readonly codeOffsets: Int32Array;
  /** Where a column's part of `codeBins` begins; one more entry than columns. */
  readonly codeBinOffsets: Int32Array;
  /** Column after column: for each code of the column's bundle, the column's bin. */
  readonly codeBins: Uint8Array;
  /** The bundles' codes row after row, for histograms: the cells of `RowCodes`. */
  readonly rowCodes: Uint8Array;
  /** Bytes of a row in `rowCodes`. */
  readonly rowStride: number;
  /**
   * Column after column: for each row, its bin within the column. For splitting rows. Empty where `rowCodes` holds the
   * bins, with one byte for each column.
   */
  readonly columnBins: Uint8Array;
}

/** Where the bins of a column are, among the arrays of a binned matrix or copies of them. */
export function columnCells(
  { rowCount, columnBundles, codeOffsets, rowStride: stride }: BinnedMatrix,
  { rowCodes, columnBins }: Pick<BinnedMatrix, "rowCodes" | "columnBins">,
  column: number,
): ColumnCells {
  if (columnBins.length > 0) return { bins: columnBins, start: column * rowCount, stride: 1 };
  return { bins: rowCodes, start: cellOffset(columnBundles[column], countWide(codeOffsets)), stride };
}

export interface BinOptions {
  /**
   * Maximum number of bins of a column, without the one for missing values, 2 to 255.
   * @default 255
   */
  readonly maxBins?: number | undefined;
  /**
   * Columns of categories, coded 0, 1, 2 and so on: each code has its cuts bin.
   * @default []
   */
  readonly categories?: readonly string[] | undefined;
  /**
   * Whether the arrays are in shared memory.
   * @default false
   */
  readonly shared?: boolean | undefined;
}

/**
 * A matrix with each column cut into bins. Values are rounded to float32, as in XGBoost; infinite ones are refused.
 *
 * @example binMatrix(toMatrix(columnsFromEntries([["x", { kind: "number", values: Float64Array.of(1, 2, 4) }]]))).cuts.length // 2
 */
export function binMatrix(
  matrix: Matrix,
  { maxBins = 255, categories: named = [], shared = false }: BinOptions = {},
  caller = "binMatrix",
): BinnedMatrix {
  const categories = [...new Set([...named, ...(matrix.categories ?? [])])];
  if (!Number.isInteger(maxBins) || maxBins < 2 || maxBins > 255) {
    throw new ArgumentError(
      `${caller}: expected maxBins to be an integer from 2 to 255, got ${maxBins}; pass maxBins: 255, or leave it out`,
    );
  }
  const { rowCount, names } = matrix;
  const columnCount = names.length;
  const bytes = (count: number): ArrayBufferLike => (shared ? new SharedArrayBuffer(count) : new ArrayBuffer(count));

  const columnCuts: Float32Array[] = [];
  const hasMissing = new Uint8Array(bytes(columnCount));
  const cutOffsets = new Int32Array(bytes(4 * (columnCount + 1)));
  const binOffsets = new Int32Array(bytes(4 * (columnCount + 1)));
  const columnBins = new Uint8Array(bytes(rowCount * columnCount));
  matrix.columns.forEach((column, index) => {
    const values = toFloat32(caller, column, names[index]);
    const distinctColumn = distinctValues(values, maxBins);
    const missing = values.includes(Number.NaN);
    const limit = missing ? maxBins - 1 : maxBins;
    const present = presentCuts(
      caller,
      distinctColumn,
      limit,
      categories.includes(names[index]) ? names[index] : undefined,
    );
    const cuts = missing ? withCeiling(distinctColumn.distinct, present) : present;
    columnCuts.push(cuts);
    fillColumnBins(values, distinctColumn, cuts, columnBins.subarray(index * rowCount, (index + 1) * rowCount));
    hasMissing[index] = missing ? 1 : 0;
    cutOffsets[index + 1] = cutOffsets[index] + cuts.length;
    binOffsets[index + 1] = binOffsets[index] + cuts.length + 1 + (missing ? 1 : 0);
  });

  const cuts = new Float32Array(bytes(4 * cutOffsets[columnCount]));
  columnCuts.forEach((values, index) => {
    cuts.set(values, cutOffsets[index]);
  });
  const binCounts = names.map((_, index) => binOffsets[index + 1] - binOffsets[index]);
  const bundles = bundleColumns(columnBins, binCounts, rowCount);
  const codes = arrangeCodes(bundles, rowCount, columnCount, bytes);
  return { rowCount, names, categories, cuts, cutOffsets, binOffsets, hasMissing, columnBins, ...codes };
}

type Codes = Pick<
  BinnedMatrix,
  "columnBundles" | "codeOffsets" | "codeBinOffsets" | "codeBins" | "rowCodes" | "rowStride"
>;

/** The bundles' codes row after row. */
function arrangeCodes(
  unordered: readonly Bundle[],
  rowCount: number,
  columnCount: number,
  bytes: (count: number) => ArrayBufferLike,
): Codes {
  const isWide = ({ codeCount }: Bundle): boolean => codeCount > mostNarrowCodes;
  const bundles = [...unordered.filter(isWide), ...unordered.filter((bundle) => !isWide(bundle))];
  const columnBundles = new Int32Array(bytes(4 * columnCount));
  const codeOffsets = new Int32Array(bytes(4 * (bundles.length + 1)));
  const binsOfColumn: Uint8Array[] = [];
  bundles.forEach(({ columns, codeCount, binsOfCode }, bundle) => {
    codeOffsets[bundle + 1] = codeOffsets[bundle] + codeCount;
    columns.forEach((column, index) => {
      columnBundles[column] = bundle;
      binsOfColumn[column] = binsOfCode[index] ?? new Uint8Array(0);
    });
  });
  const codeBinOffsets = new Int32Array(bytes(4 * (columnCount + 1)));
  binsOfColumn.forEach((bins, column) => {
    codeBinOffsets[column + 1] = codeBinOffsets[column] + bins.length;
  });
  const codeBins = new Uint8Array(bytes(codeBinOffsets[columnCount]));
  binsOfColumn.forEach((bins, column) => {
    codeBins.set(bins, codeBinOffsets[column]);
  });
  const wide = countWide(codeOffsets);
  const stride = rowStride(bundles.length, wide);
  const rowCodes = new Uint8Array(bytes(stride * rowCount));
  const words = new Uint16Array(rowCodes.buffer);
  bundles.forEach(({ codes }, bundle) => {
    if (bundle < wide) fillCells(words, codes, bundle, stride / 2, codeOffsets[bundle]);
    else fillCells(rowCodes, codes, cellOffset(bundle, wide), stride, 0);
  });
  return { columnBundles, codeOffsets, codeBinOffsets, codeBins, rowCodes, rowStride: stride };
}

/** A column as float32; refuses infinite values. */
export function toFloat32(caller: string, column: Float64Array, name: string): Float32Array {
  const values = new Float32Array(column);
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) {
      throw new ArgumentError(
        `${caller}: column "${name}" is ${column[row]} at row index ${row}, outside the range of float32; clip it or make it missing`,
      );
    }
    // Turns -0 into 0.
    values[row] = value + 0;
  }
  return values;
}

/** The cuts of the values that are not missing, at most `limit` bins; of a column of categories its name is given. */
export function presentCuts(caller: string, values: ValueCounts, limit: number, category?: string): Float32Array {
  return category === undefined ? binCuts(values, limit) : codeCuts(caller, values, limit, category);
}

/** Cuts with one bin for each code from 0 to the largest. */
function codeCuts(caller: string, { distinct }: ValueCounts, limit: number, name: string): Float32Array {
  const bad = distinct.find((code) => !(Number.isInteger(code) && code >= 0));
  const largest = distinct[distinct.length - 1] ?? 0;
  if (bad !== undefined) {
    throw new ArgumentError(
      `${caller}: column "${name}": expected category codes 0, 1, 2, ..., got ${bad}; encode the column with ordinal`,
    );
  }
  if (largest >= limit) {
    throw new ArgumentError(
      `${caller}: column "${name}" has category codes up to ${largest}, the maximum is ${limit - 1}; group rare categories or use targetEncode`,
    );
  }
  return Float32Array.from({ length: largest }, (_, code) => code + 0.5);
}

/** Adds a threshold above every value, so a split can separate all present values from the missing ones. */
export function withCeiling(distinct: Float32Array, cuts: Float32Array): Float32Array {
  const largest = Math.max(distinct[distinct.length - 1] ?? 0, 0);
  const ceiling = Math.min(Math.fround(2 * largest + 1), 3.4028234663852886e38);
  return Float32Array.of(...cuts, ceiling);
}

/** Writes each value's bin; missing values are in the bin after the last. */
function fillColumnBins(
  values: Float32Array,
  { distinct, valueIndices }: DistinctValues,
  cuts: Float32Array,
  bins: Uint8Array,
): void {
  if (valueIndices === undefined) {
    fillBins(values, cuts, bins);
    return;
  }
  const binOfValue = new Uint8Array(256).fill(cuts.length + 1);
  fillBins(distinct, cuts, binOfValue);
  for (let row = 0; row < valueIndices.length; row++) bins[row] = binOfValue[valueIndices[row]];
}

function fillCells(
  cells: Uint8Array | Uint16Array,
  codes: Uint16Array,
  index: number,
  stride: number,
  offset: number,
): void {
  for (let row = 0, cell = index; row < codes.length; row++, cell += stride) cells[cell] = offset + codes[row];
}
