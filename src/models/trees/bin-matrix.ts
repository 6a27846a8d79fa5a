import { ArgumentError } from "../../core/errors.js";
import type { Matrix } from "../../table/matrix.js";
import { binCuts } from "./bin-cuts.js";
import { type Bundle, bundleColumns } from "./bundle-columns.js";
import { type DistinctValues, distinctValues } from "./distinct-values.js";

/**
 * A matrix cut into bins, ready for tree training. A plain object of typed arrays: with `shared` they lie on shared memory,
 * so that worker threads given this object train on one copy.
 */
export interface BinnedMatrix {
  readonly rowCount: number;
  readonly names: readonly string[];
  /** Float32 thresholds of every column, one column after the other. */
  readonly cuts: Float32Array;
  /** Where a column's thresholds begin in `cuts`; one more entry than columns. */
  readonly cutOffsets: Int32Array;
  /** Where a column's bins begin among the bins of all columns; one more entry than columns. */
  readonly binOffsets: Int32Array;
  /** 1 when the column has missing values; they fill the column's last bin. */
  readonly hasMissing: Uint8Array;
  /** Which bundle of columns a column belongs to; see `bundleColumns`. */
  readonly bundleOf: Int32Array;
  /** Where a bundle's codes begin among the codes of all bundles; one more entry than bundles. */
  readonly codeOffsets: Int32Array;
  /** Where a column's part of `codeBins` begins; one more entry than columns. */
  readonly codeBinOffsets: Int32Array;
  /** Column after column: for each code of the column's bundle the bin it stands for. */
  readonly codeBins: Uint8Array;
  /** Row after row: for each bundle the row's code among the codes of all bundles. For histograms. */
  readonly rowCodes: Uint16Array | Uint32Array;
  /** Column after column: for each row its bin within the column. For splitting rows. */
  readonly columnBins: Uint8Array;
}

export interface BinOptions {
  /** Most bins of a column, missing not counted, 2 to 255. Default: 255. */
  readonly maxBins?: number;
  /** Columns of categories, coded 0, 1, 2 and so on: each code is a bin of its own. Default: none. */
  readonly categories?: readonly string[];
  /** Puts the arrays on shared memory. Default: false. */
  readonly shared?: boolean;
}

/**
 * Cuts each column into bins. Values are taken as float32, as XGBoost does; infinite ones are refused.
 *
 * @example binMatrix(toMatrix(columnsFromEntries([["x", { kind: "number", values: Float64Array.of(1, 2, 4) }]]))).cuts.length // 2
 */
export function binMatrix(
  matrix: Matrix,
  { maxBins = 255, categories = [], shared = false }: BinOptions = {},
): BinnedMatrix {
  if (!Number.isInteger(maxBins) || maxBins < 2 || maxBins > 255) {
    throw new ArgumentError(`binMatrix: maxBins must be a whole number in 2..255, got ${maxBins}`);
  }
  const { rowCount, names } = matrix;
  const columnCount = names.length;
  const bytes = (count: number): ArrayBufferLike => (shared ? new SharedArrayBuffer(count) : new ArrayBuffer(count));

  const cutsOf: Float32Array[] = [];
  const hasMissing = new Uint8Array(bytes(columnCount));
  const cutOffsets = new Int32Array(bytes(4 * (columnCount + 1)));
  const binOffsets = new Int32Array(bytes(4 * (columnCount + 1)));
  const columnBins = new Uint8Array(bytes(rowCount * columnCount));
  matrix.columns.forEach((column, place) => {
    const values = float32Column(column, names[place] ?? "");
    const known = distinctValues(values, maxBins);
    const missing = values.includes(Number.NaN);
    const most = missing ? maxBins - 1 : maxBins;
    const own = categories.includes(names[place] ?? "")
      ? codeCuts(known, most, names[place] ?? "")
      : binCuts(known, most);
    const cuts = missing ? withCeiling(known.distinct, own) : own;
    cutsOf.push(cuts);
    fillColumnBins(values, known, cuts, columnBins.subarray(place * rowCount, (place + 1) * rowCount));
    hasMissing[place] = missing ? 1 : 0;
    cutOffsets[place + 1] = cutOffsets[place] + cuts.length;
    binOffsets[place + 1] = binOffsets[place] + cuts.length + 1 + (missing ? 1 : 0);
  });

  const cuts = new Float32Array(bytes(4 * cutOffsets[columnCount]));
  cutsOf.forEach((own, place) => {
    cuts.set(own, cutOffsets[place]);
  });
  const binCounts = names.map((_, place) => binOffsets[place + 1] - binOffsets[place]);
  const bundles = bundleColumns(columnBins, binCounts, rowCount);
  const codes = layCodes(bundles, rowCount, columnCount, bytes);
  return { rowCount, names, cuts, cutOffsets, binOffsets, hasMissing, columnBins, ...codes };
}

type Codes = Pick<BinnedMatrix, "bundleOf" | "codeOffsets" | "codeBinOffsets" | "codeBins" | "rowCodes">;

/** Puts the bundles' codes row after row, numbered through. */
function layCodes(
  bundles: readonly Bundle[],
  rowCount: number,
  columnCount: number,
  bytes: (count: number) => ArrayBufferLike,
): Codes {
  const bundleOf = new Int32Array(bytes(4 * columnCount));
  const codeOffsets = new Int32Array(bytes(4 * (bundles.length + 1)));
  const binsOfColumn: Uint8Array[] = [];
  bundles.forEach(({ columns, codeCount, binsOfCode }, place) => {
    codeOffsets[place + 1] = codeOffsets[place] + codeCount;
    columns.forEach((column, index) => {
      bundleOf[column] = place;
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
  const cells = rowCount * bundles.length;
  const wide = codeOffsets[bundles.length] > 65_536;
  const rowCodes = wide ? new Uint32Array(bytes(4 * cells)) : new Uint16Array(bytes(2 * cells));
  bundles.forEach(({ codes }, place) => {
    fillRowCodes(rowCodes, codes, place, bundles.length, codeOffsets[place]);
  });
  return { bundleOf, codeOffsets, codeBinOffsets, codeBins, rowCodes };
}

function float32Column(column: Float64Array, name: string): Float32Array {
  const values = new Float32Array(column);
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) {
      throw new ArgumentError(
        `binMatrix: column "${name}" is ${column[row]} at row index ${row}, beyond what float32 holds; clip it or make it missing`,
      );
    }
    // Makes -0 the 0 that it equals.
    values[row] = value + 0;
  }
  return values;
}

/** A bin for each code from 0 to the largest. */
function codeCuts({ distinct }: DistinctValues, most: number, name: string): Float32Array {
  const bad = distinct.find((code) => !(Number.isInteger(code) && code >= 0));
  const largest = distinct[distinct.length - 1] ?? 0;
  if (bad !== undefined) {
    throw new ArgumentError(
      `binMatrix: column "${name}" has the category ${bad}; code categories 0, 1, 2 with ordinal`,
    );
  }
  if (largest >= most) {
    throw new ArgumentError(
      `binMatrix: column "${name}" has categories up to ${largest}, at most ${most} fit; group rare ones, or use targetEncode`,
    );
  }
  return Float32Array.from({ length: largest }, (_, code) => code + 0.5);
}

/** Adds a threshold above every value, so that a split can part all present values from the missing ones. */
function withCeiling(distinct: Float32Array, cuts: Float32Array): Float32Array {
  const largest = Math.max(distinct[distinct.length - 1] ?? 0, 0);
  const ceiling = Math.min(Math.fround(2 * largest + 1), 3.4028234663852886e38);
  return Float32Array.of(...cuts, ceiling);
}

/** Writes each value's bin; the bin after the last holds missing values. */
function fillColumnBins(values: Float32Array, known: DistinctValues, cuts: Float32Array, bins: Uint8Array): void {
  const { distinct, places } = known;
  if (places === undefined) {
    for (let row = 0; row < values.length; row++) bins[row] = binOf(values[row], cuts);
    return;
  }
  const binOfPlace = new Uint8Array(256).fill(cuts.length + 1);
  distinct.forEach((value, place) => {
    binOfPlace[place] = binOf(value, cuts);
  });
  for (let row = 0; row < places.length; row++) bins[row] = binOfPlace[places[row]];
}

/** The number of cuts at or below the value; a missing value's is one more than there are. */
function binOf(value: number, cuts: Float32Array): number {
  if (Number.isNaN(value)) return cuts.length + 1;
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cuts[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function fillRowCodes(
  rowCodes: Uint16Array | Uint32Array,
  codes: Uint16Array,
  place: number,
  bundleCount: number,
  offset: number,
): void {
  for (let row = 0, cell = place; row < codes.length; row++, cell += bundleCount) {
    rowCodes[cell] = offset + codes[row];
  }
}
