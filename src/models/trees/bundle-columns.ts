import { mapIntegers } from "../../core/map-numbers.js";
import { mostNarrowCodes, mostWideCodes } from "./kernel/row-codes.js";

/**
 * Columns that share one code per row, so that a histogram pass reads one cell instead of one per column.
 *
 * A code is one combination of the columns' bins that occurs in the rows. Columns that are functions of each other
 * (hour, its sine and cosine), exclude each other (one-hot) or have few values have few combinations.
 */
export interface Bundle {
  readonly columns: readonly number[];
  /** Number of combinations that occur. */
  readonly codeCount: number;
  /** Each row's combination. */
  readonly codes: Uint16Array;
  /** For each column, in order, the bin of each combination. */
  readonly binsOfCode: readonly Uint8Array[];
}

/** The columns grouped into bundles where reading fewer cells saves more time than decoding the codes costs. */
export function bundleColumns(columnBins: Uint8Array, binCounts: readonly number[], rowCount: number): Bundle[] {
  const bundles: Bundle[] = [];
  const bySize = binCounts.map((_, column) => column).sort((a, b) => (binCounts[b] ?? 0) - (binCounts[a] ?? 0));
  const sample = sampleRows(rowCount);
  let marks: Marks = { seen: new Uint8Array(0), count: 0 };
  let marksOfBest: Marks = { seen: new Uint8Array(0), count: 0 };
  for (const column of bySize) {
    const bins = columnBins.subarray(column * rowCount, (column + 1) * rowCount);
    const binCount = binCounts[column] ?? 0;
    let bestIndex = -1;
    let bestCost = rowsReadPerTree * rowCount;
    const wideCodes = bundles.reduce((sum, { codeCount }) => sum + (codeCount > mostNarrowCodes ? codeCount : 0), 0);
    bundles.forEach((bundle, index) => {
      if (index < bundles.length - maxTried) return;
      const others = wideCodes - (bundle.codeCount > mostNarrowCodes ? bundle.codeCount : 0);
      const limit = Math.min(codeLimit(bundle, binCount, bestCost), mostWideCodes - others);
      if (limit < bundle.codeCount || countCodes(bundle, bins, binCount, sample, limit, marks) > limit) return;
      const codeCount = countCodes(bundle, bins, binCount, undefined, limit, marks);
      if (codeCount > limit) return;
      bestIndex = index;
      bestCost = addedCost(bundle, binCount, codeCount);
      [marks, marksOfBest] = [marksOfBest, marks];
    });
    const chosen = bundles[bestIndex];
    if (chosen === undefined) bundles.push(singleBundle(column, bins, binCount));
    else bundles[bestIndex] = addColumn(chosen, column, bins, binCount, marksOfBest);
  }
  return bundles;
}

/** A tree of depth 6 reads the rows about three times (once at the root, then the smaller child of each pair). */
const rowsReadPerTree = 3;
/** It decodes the codes of about 64 nodes. */
const nodesPerTree = 200;
/** Related columns have a similar number of bins, so they are near each other in this order. */
const maxTried = 100;

function addedCost(bundle: Bundle, binCount: number, codeCount: number): number {
  const columns = bundle.columns.length;
  return nodesPerTree * (codeCount * (columns + 1) - bundle.codeCount * columns - binCount);
}

/** The maximum number of combinations at which adding the column costs less than `bestCost`. */
function codeLimit(bundle: Bundle, binCount: number, bestCost: number): number {
  const columns = bundle.columns.length;
  const entries = bestCost / nodesPerTree + bundle.codeCount * columns + binCount;
  return Math.ceil(entries / (columns + 1)) - 1;
}

function sampleRows(rowCount: number): Int32Array {
  const count = Math.min(rowCount, 1024);
  return mapIntegers({ length: count }, (_, index) => Math.floor((index * rowCount) / count));
}

/** The combinations that were counted last: those marked with the number of the count, 1 to 255. */
interface Marks {
  seen: Uint8Array;
  count: number;
}

/** The number of combinations of the bundle's codes and a column's bins, counted up to `limit` + 1. */
function countCodes(
  { codes, codeCount }: Bundle,
  bins: Uint8Array,
  binCount: number,
  rows: Int32Array | undefined,
  limit: number,
  marks: Marks,
): number {
  if (marks.seen.length < codeCount * binCount) marks.seen = new Uint8Array(codeCount * binCount);
  else if (marks.count === 255) marks.seen.fill(0);
  marks.count = (marks.count % 255) + 1;
  return rows === undefined
    ? countRows(codes, bins, binCount, limit, marks)
    : countSample(codes, bins, binCount, rows, limit, marks);
}

function countRows(
  codes: Uint16Array,
  bins: Uint8Array,
  binCount: number,
  limit: number,
  { seen, count: mark }: Marks,
): number {
  let count = 0;
  for (let row = 0; row < bins.length && count <= limit; row++) {
    const key = codes[row] * binCount + bins[row];
    if (seen[key] === mark) continue;
    seen[key] = mark;
    count += 1;
  }
  return count;
}

function countSample(
  codes: Uint16Array,
  bins: Uint8Array,
  binCount: number,
  rows: Int32Array,
  limit: number,
  { seen, count: mark }: Marks,
): number {
  let count = 0;
  for (let index = 0; index < rows.length && count <= limit; index++) {
    const row = rows[index];
    const key = codes[row] * binCount + bins[row];
    if (seen[key] === mark) continue;
    seen[key] = mark;
    count += 1;
  }
  return count;
}

function singleBundle(column: number, bins: Uint8Array, binCount: number): Bundle {
  return {
    columns: [column],
    codeCount: binCount,
    codes: new Uint16Array(bins),
    binsOfCode: [Uint8Array.from({ length: binCount }, (_, bin) => bin)],
  };
}

/** The bundle with one more column, whose combinations are marked; its codes are overwritten. */
function addColumn(
  bundle: Bundle,
  column: number,
  bins: Uint8Array,
  binCount: number,
  { seen, count: mark }: Marks,
): Bundle {
  const { codes, codeCount } = bundle;
  const found: number[] = [];
  const codeOfKey = new Uint16Array(codeCount * binCount);
  for (let key = 0; key < codeOfKey.length; key++) {
    if (seen[key] === mark) codeOfKey[key] = found.push(key) - 1;
  }
  const keys = Int32Array.from(found);
  for (let row = 0; row < bins.length; row++) codes[row] = codeOfKey[codes[row] * binCount + bins[row]];
  const older = bundle.binsOfCode.map((codeBins) =>
    Uint8Array.from(keys, (key) => codeBins[Math.floor(key / binCount)]),
  );
  return {
    columns: [...bundle.columns, column],
    codeCount: keys.length,
    codes,
    binsOfCode: [...older, Uint8Array.from(keys, (key) => key % binCount)],
  };
}
