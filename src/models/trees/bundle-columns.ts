/**
 * Columns that share one code per row, so that a histogram pass reads one cell instead of one per column.
 *
 * A code stands for one combination of the columns' bins that occurs in the rows. Columns that follow from each other (hour, its sine
 * and cosine), exclude each other (one-hot) or take few values have few combinations.
 */
export interface Bundle {
  readonly columns: readonly number[];
  /** How many combinations occur. */
  readonly codeCount: number;
  /** Each row's combination. */
  readonly codes: Uint16Array;
  /** For each column, in order, the bin that each combination stands for. */
  readonly binsOfCode: readonly Uint8Array[];
}

/** Joins columns into bundles where reading fewer cells saves more than taking the codes apart again costs. */
export function bundleColumns(columnBins: Uint8Array, binCounts: readonly number[], rowCount: number): Bundle[] {
  const bundles: Bundle[] = [];
  const bySize = binCounts.map((_, column) => column).sort((a, b) => (binCounts[b] ?? 0) - (binCounts[a] ?? 0));
  const sample = sampleRows(rowCount);
  const marks: Marks = { seen: new Uint8Array(0) };
  for (const column of bySize) {
    const bins = columnBins.subarray(column * rowCount, (column + 1) * rowCount);
    const binCount = binCounts[column] ?? 0;
    const single = singleBundle(column, bins, binCount);
    let bestPlace = -1;
    let bestCost = rowsReadPerTree * rowCount;
    bundles.forEach((bundle, place) => {
      if (place < bundles.length - mostTried) return;
      const limit = codeLimit(bundle, binCount, bestCost);
      if (limit < bundle.codeCount || countCodes(bundle, bins, binCount, sample, limit, marks) > limit) return;
      const codeCount = countCodes(bundle, bins, binCount, undefined, limit, marks);
      if (codeCount > limit) return;
      bestPlace = place;
      bestCost = addedCost(bundle, binCount, codeCount);
    });
    const chosen = bundles[bestPlace];
    if (chosen === undefined) bundles.push(single);
    else bundles[bestPlace] = joined(chosen, column, bins, binCount);
  }
  return bundles;
}

/** A tree of depth 6 reads the rows about three times (once at the root, then the smaller child of each pair). */
const rowsReadPerTree = 3;
/** And takes the codes of about 64 nodes apart. */
const nodesPerTree = 200;
const mostCodes = 65_535;
/** Columns that belong together have about as many bins, so that they stand near each other. */
const mostTried = 100;

function addedCost(bundle: Bundle, binCount: number, codeCount: number): number {
  const columns = bundle.columns.length;
  return nodesPerTree * (codeCount * (columns + 1) - bundle.codeCount * columns - binCount);
}

/** The most combinations at which adding the column still costs less than `bestCost`. */
function codeLimit(bundle: Bundle, binCount: number, bestCost: number): number {
  const columns = bundle.columns.length;
  const entries = bestCost / nodesPerTree + bundle.codeCount * columns + binCount;
  return Math.min(Math.ceil(entries / (columns + 1)) - 1, mostCodes);
}

function sampleRows(rowCount: number): Int32Array {
  const count = Math.min(rowCount, 1024);
  return Int32Array.from({ length: count }, (_, place) => Math.floor((place * rowCount) / count));
}

/** Marks of combinations, all 0 between two counts: clearing the few that were set is cheaper than fresh memory. */
interface Marks {
  seen: Uint8Array;
}

/** Combinations of the bundle's codes and a column's bins, counted until there are more than `limit`. */
function countCodes(
  { codes, codeCount }: Bundle,
  bins: Uint8Array,
  binCount: number,
  rows: Int32Array | undefined,
  limit: number,
  marks: Marks,
): number {
  if (marks.seen.length < codeCount * binCount) marks.seen = new Uint8Array(codeCount * binCount);
  const { seen } = marks;
  const length = rows?.length ?? bins.length;
  const keyAt = (place: number): number => {
    const row = rows === undefined ? place : rows[place];
    return codes[row] * binCount + bins[row];
  };
  let count = 0;
  let place = 0;
  for (; place < length && count <= limit; place++) {
    const key = keyAt(place);
    count += 1 - seen[key];
    seen[key] = 1;
  }
  for (let before = 0; before < place; before++) seen[keyAt(before)] = 0;
  return count;
}

function singleBundle(column: number, bins: Uint8Array, binCount: number): Bundle {
  return {
    columns: [column],
    codeCount: binCount,
    codes: Uint16Array.from(bins),
    binsOfCode: [Uint8Array.from({ length: binCount }, (_, bin) => bin)],
  };
}

function joined(bundle: Bundle, column: number, bins: Uint8Array, binCount: number): Bundle {
  const present = new Uint8Array(bundle.codeCount * binCount);
  for (let row = 0; row < bins.length; row++) {
    present[bundle.codes[row] * binCount + bins[row]] = 1;
  }
  const found: number[] = [];
  const codeOfKey = new Uint16Array(present.length);
  for (let key = 0; key < present.length; key++) {
    if (present[key] === 1) codeOfKey[key] = found.push(key) - 1;
  }
  const keys = Int32Array.from(found);
  const codes = new Uint16Array(bins.length);
  for (let row = 0; row < bins.length; row++) {
    codes[row] = codeOfKey[bundle.codes[row] * binCount + bins[row]];
  }
  const older = bundle.binsOfCode.map((own) => Uint8Array.from(keys, (key) => own[Math.floor(key / binCount)]));
  return {
    columns: [...bundle.columns, column],
    codeCount: keys.length,
    codes,
    binsOfCode: [...older, Uint8Array.from(keys, (key) => key % binCount)],
  };
}
