import { ArgumentError } from "../../core/errors.js";
import type { Matrix } from "../../table/matrix.js";
import { binColumns } from "./bin-columns.js";
import { type Bundle, bundleColumns } from "./bundle-columns.js";
import { defaultThreads, kernelThreads } from "./kernel/kernel-threads.js";
import { cellOffset, countWide, mostNarrowCodes, rowStride } from "./kernel/row-codes.js";

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
  /**
   * Threads that share the columns of a large matrix; the bins do not depend on them.
   * @default one per core in the main thread of Node, at most 8; 1 elsewhere
   */
  readonly threads?: number | undefined;
}

/** Cells from which a thread saves more time than it costs. */
const minimumCells = 500_000;

const toBytes = (count: number, shared: boolean): ArrayBufferLike =>
  shared ? new SharedArrayBuffer(count) : new ArrayBuffer(count);

/**
 * A matrix with each column cut into bins. Values are rounded to float32, as in XGBoost; infinite ones are refused.
 *
 * @example binMatrix(toMatrix(columnsFromEntries([["x", { kind: "number", values: Float64Array.of(1, 2, 4) }]]))).cuts.length // 2
 */
export function binMatrix(
  matrix: Matrix,
  { maxBins = 255, categories: named = [], shared = false, threads = defaultThreads() }: BinOptions = {},
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
  const bytes = (count: number): ArrayBufferLike => toBytes(count, shared);

  const others = rowCount * columnCount >= minimumCells ? kernelThreads(threads) : [];
  const isDivided = others.length > 0;
  const columnBins = new Uint8Array(toBytes(rowCount * columnCount, shared || isDivided));
  const columnCuts = binColumns(
    caller,
    matrix.columns.map((column, index) => () => ({
      values: toFloat32(caller, column, names[index], isDivided),
      maxBins,
      category: categories.includes(names[index]) ? names[index] : undefined,
      bins: columnBins.subarray(index * rowCount, (index + 1) * rowCount),
    })),
    others,
  );
  const hasMissing = new Uint8Array(bytes(columnCount));
  const cutOffsets = new Int32Array(bytes(4 * (columnCount + 1)));
  const binOffsets = new Int32Array(bytes(4 * (columnCount + 1)));
  columnCuts.forEach(({ cuts, missing }, index) => {
    hasMissing[index] = missing ? 1 : 0;
    cutOffsets[index + 1] = cutOffsets[index] + cuts.length;
    binOffsets[index + 1] = binOffsets[index] + cuts.length + 1 + (missing ? 1 : 0);
  });

  const cuts = new Float32Array(bytes(4 * cutOffsets[columnCount]));
  columnCuts.forEach(({ cuts: values }, index) => {
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
export function toFloat32(caller: string, column: Float64Array, name: string, shared = false): Float32Array {
  const values = new Float32Array(toBytes(4 * column.length, shared));
  for (let row = 0; row < values.length; row++) {
    // Adding 0 turns -0 into 0.
    const value = Math.fround(column[row]) + 0;
    if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) {
      throw new ArgumentError(
        `${caller}: column "${name}" is ${column[row]} at row index ${row}, outside the range of float32; clip it or make it missing`,
      );
    }
    values[row] = value;
  }
  return values;
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
