import type { BinnedMatrix } from "./bin-matrix.js";

/**
 * Sums of gradients and of rows side by side: entry 2 k holds the gradient sum of code (or bin) k, entry 2 k + 1 its row count.
 * Code histograms count the codes of all bundles, bin histograms the bins of all columns, as `BinnedMatrix` numbers them.
 */
export type Histogram = Float64Array;

/** Fills a code histogram from `rows[start..end)`. Each entry gets its rows in order, so any other kernel can give the same bits. */
export function fillHistogram(
  histogram: Histogram,
  binned: BinnedMatrix,
  bundles: Int32Array,
  rows: Int32Array,
  start: number,
  end: number,
  gradients: Float64Array,
): void {
  histogram.fill(0);
  const { rowCodes } = binned;
  const bundleCount = binned.codeOffsets.length - 1;
  if (bundles.length < bundleCount) {
    addSomeBundles(histogram, rowCodes, bundleCount, bundles, rows, start, end, gradients);
    return;
  }
  let first = 0;
  for (; first + 8 <= bundleCount; first += 8) {
    addEightBundles(histogram, rowCodes, bundleCount, first, rows, start, end, gradients);
  }
  if (first < bundleCount) {
    addLastBundles(histogram, rowCodes, bundleCount, first, rows, start, end, gradients);
  }
}

/** Takes `part` out of `whole`, in place: what is left is the histogram of the other rows. */
export function subtractHistogram(whole: Histogram, part: Histogram): void {
  for (let entry = 0; entry < whole.length; entry++) {
    whole[entry] = (whole[entry] as number) - (part[entry] as number);
  }
}

/** A bundle, and those of its columns that a tree may split on. */
export interface UsedBundle {
  readonly bundle: number;
  readonly features: readonly number[];
}

/** Sums a code histogram up to the bins of the used columns. `spare` has room for the codes of the largest bundle. */
export function binsFromCodes(
  bins: Histogram,
  codes: Histogram,
  binned: BinnedMatrix,
  used: readonly UsedBundle[],
  spare: Int32Array,
): void {
  for (const { bundle, features } of used) {
    const firstCode = binned.codeOffsets[bundle] as number;
    const present = presentCodes(spare, codes, firstCode, binned.codeOffsets[bundle + 1] as number);
    for (const feature of features) sumUp(bins, codes, binned, feature, firstCode, spare, present);
  }
}

/** Lists the codes that have rows, counted from the bundle's first, and gives their number: in a small node they are few. */
function presentCodes(spare: Int32Array, codes: Histogram, firstCode: number, endCode: number): number {
  let count = 0;
  for (let code = firstCode; code < endCode; code++) {
    spare[count] = code - firstCode;
    count += (codes[2 * code + 1] as number) === 0 ? 0 : 1;
  }
  return count;
}

function sumUp(
  bins: Histogram,
  codes: Histogram,
  { binOffsets, codeBinOffsets, codeBins }: BinnedMatrix,
  feature: number,
  firstCode: number,
  spare: Int32Array,
  present: number,
): void {
  const firstBin = binOffsets[feature] as number;
  bins.fill(0, 2 * firstBin, 2 * (binOffsets[feature + 1] as number));
  const map = codeBinOffsets[feature] as number;
  for (let place = 0; place < present; place++) {
    const code = spare[place] as number;
    const from = 2 * (firstCode + code);
    const to = 2 * (firstBin + (codeBins[map + code] as number));
    bins[to] = (bins[to] as number) + (codes[from] as number);
    bins[to + 1] = (bins[to + 1] as number) + (codes[from + 1] as number);
  }
}

/** Written out eight times because the engine's cost of one more turn of a loop is as high as that of the work in it. */
function addEightBundles(
  histogram: Histogram,
  rowCodes: Uint16Array | Uint32Array,
  bundleCount: number,
  first: number,
  rows: Int32Array,
  start: number,
  end: number,
  gradients: Float64Array,
): void {
  for (let place = start; place < end; place++) {
    const row = rows[place] as number;
    const gradient = gradients[row] as number;
    const cell = row * bundleCount + first;
    const a = (rowCodes[cell] as number) << 1;
    histogram[a] = (histogram[a] as number) + gradient;
    histogram[a + 1] = (histogram[a + 1] as number) + 1;
    const b = (rowCodes[cell + 1] as number) << 1;
    histogram[b] = (histogram[b] as number) + gradient;
    histogram[b + 1] = (histogram[b + 1] as number) + 1;
    const c = (rowCodes[cell + 2] as number) << 1;
    histogram[c] = (histogram[c] as number) + gradient;
    histogram[c + 1] = (histogram[c + 1] as number) + 1;
    const d = (rowCodes[cell + 3] as number) << 1;
    histogram[d] = (histogram[d] as number) + gradient;
    histogram[d + 1] = (histogram[d + 1] as number) + 1;
    const e = (rowCodes[cell + 4] as number) << 1;
    histogram[e] = (histogram[e] as number) + gradient;
    histogram[e + 1] = (histogram[e + 1] as number) + 1;
    const f = (rowCodes[cell + 5] as number) << 1;
    histogram[f] = (histogram[f] as number) + gradient;
    histogram[f + 1] = (histogram[f + 1] as number) + 1;
    const g = (rowCodes[cell + 6] as number) << 1;
    histogram[g] = (histogram[g] as number) + gradient;
    histogram[g + 1] = (histogram[g + 1] as number) + 1;
    const h = (rowCodes[cell + 7] as number) << 1;
    histogram[h] = (histogram[h] as number) + gradient;
    histogram[h + 1] = (histogram[h + 1] as number) + 1;
  }
}

function addLastBundles(
  histogram: Histogram,
  rowCodes: Uint16Array | Uint32Array,
  bundleCount: number,
  first: number,
  rows: Int32Array,
  start: number,
  end: number,
  gradients: Float64Array,
): void {
  for (let place = start; place < end; place++) {
    const row = rows[place] as number;
    const gradient = gradients[row] as number;
    const last = (row + 1) * bundleCount;
    for (let cell = row * bundleCount + first; cell < last; cell++) {
      const entry = (rowCodes[cell] as number) << 1;
      histogram[entry] = (histogram[entry] as number) + gradient;
      histogram[entry + 1] = (histogram[entry + 1] as number) + 1;
    }
  }
}

function addSomeBundles(
  histogram: Histogram,
  rowCodes: Uint16Array | Uint32Array,
  bundleCount: number,
  bundles: Int32Array,
  rows: Int32Array,
  start: number,
  end: number,
  gradients: Float64Array,
): void {
  for (let place = start; place < end; place++) {
    const row = rows[place] as number;
    const gradient = gradients[row] as number;
    const first = row * bundleCount;
    for (let index = 0; index < bundles.length; index++) {
      const entry = (rowCodes[first + (bundles[index] as number)] as number) << 1;
      histogram[entry] = (histogram[entry] as number) + gradient;
      histogram[entry + 1] = (histogram[entry + 1] as number) + 1;
    }
  }
}
