import type { BinnedMatrix } from "./bin-matrix.js";

/**
 * Sums of gradients and of rows side by side: entry 2 k holds the gradient sum of code (or bin) k, entry 2 k + 1 its row count.
 * Code histograms count the codes of all bundles, bin histograms the bins of all columns, as `BinnedMatrix` numbers them.
 */
export type Histogram = Float64Array;

/** Fills a code histogram from `rows[start..end)`. Rows are added in order, so any other kernel can give the same bits. */
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
  const bundleCount = binned.codeOffsets.length - 1;
  if (bundles.length === bundleCount) {
    addAllBundles(histogram, binned.rowCodes, bundleCount, rows, start, end, gradients);
  } else {
    addSomeBundles(histogram, binned.rowCodes, bundleCount, bundles, rows, start, end, gradients);
  }
}

/** Takes `part` out of `whole`, in place: what is left is the histogram of the other rows. */
export function subtractHistogram(whole: Histogram, part: Histogram): void {
  for (let entry = 0; entry < whole.length; entry++) {
    whole[entry] = (whole[entry] as number) - (part[entry] as number);
  }
}

/** Sums a code histogram up to the bins of the given columns. */
export function binsFromCodes(bins: Histogram, codes: Histogram, binned: BinnedMatrix, features: Int32Array): void {
  const { codeBins } = binned;
  for (let index = 0; index < features.length; index++) {
    const feature = features[index] as number;
    const firstBin = 2 * (binned.binOffsets[feature] as number);
    const endBin = 2 * (binned.binOffsets[feature + 1] as number);
    const firstCode = 2 * (binned.codeOffsets[binned.bundleOf[feature] as number] as number);
    const mapStart = binned.codeBinOffsets[feature] as number;
    const mapEnd = binned.codeBinOffsets[feature + 1] as number;
    bins.fill(0, firstBin, endBin);
    for (let place = mapStart, code = firstCode; place < mapEnd; place++, code += 2) {
      const count = codes[code + 1] as number;
      if (count === 0) continue;
      const bin = firstBin + 2 * (codeBins[place] as number);
      bins[bin] = (bins[bin] as number) + (codes[code] as number);
      bins[bin + 1] = (bins[bin + 1] as number) + count;
    }
  }
}

function addAllBundles(
  histogram: Histogram,
  rowCodes: Uint16Array | Uint32Array,
  bundleCount: number,
  rows: Int32Array,
  start: number,
  end: number,
  gradients: Float64Array,
): void {
  for (let place = start; place < end; place++) {
    const row = rows[place] as number;
    const gradient = gradients[row] as number;
    const last = (row + 1) * bundleCount;
    for (let cell = row * bundleCount; cell < last; cell++) {
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
