import type { BinnedMatrix } from "./bin-matrix.js";

/**
 * Sums of gradients and of rows per bin, side by side: entry 2 b holds the gradient sum of bin b, entry 2 b + 1 its row count.
 * The bins of all columns follow each other as in `BinnedMatrix.binOffsets`.
 */
export type Histogram = Float64Array;

/** Fills `histogram` from `rows[start..end)`. Rows are added in order, so any other kernel can give the same bits. */
export function fillHistogram(
  histogram: Histogram,
  binned: BinnedMatrix,
  features: Int32Array,
  rows: Int32Array,
  start: number,
  end: number,
  gradients: Float64Array,
): void {
  histogram.fill(0);
  const columnCount = binned.names.length;
  if (features.length === columnCount) {
    addAllColumns(histogram, binned.rowBins, columnCount, rows, start, end, gradients);
  } else {
    addSomeColumns(histogram, binned.rowBins, columnCount, features, rows, start, end, gradients);
  }
}

/** Takes `part` out of `whole`, in place: what is left is the histogram of the other rows. */
export function subtractHistogram(whole: Histogram, part: Histogram): void {
  for (let entry = 0; entry < whole.length; entry++) {
    whole[entry] = (whole[entry] as number) - (part[entry] as number);
  }
}

function addAllColumns(
  histogram: Histogram,
  rowBins: Uint16Array | Uint32Array,
  columnCount: number,
  rows: Int32Array,
  start: number,
  end: number,
  gradients: Float64Array,
): void {
  for (let place = start; place < end; place++) {
    const row = rows[place] as number;
    const gradient = gradients[row] as number;
    const last = (row + 1) * columnCount;
    for (let cell = row * columnCount; cell < last; cell++) {
      const entry = (rowBins[cell] as number) << 1;
      histogram[entry] = (histogram[entry] as number) + gradient;
      histogram[entry + 1] = (histogram[entry + 1] as number) + 1;
    }
  }
}

function addSomeColumns(
  histogram: Histogram,
  rowBins: Uint16Array | Uint32Array,
  columnCount: number,
  features: Int32Array,
  rows: Int32Array,
  start: number,
  end: number,
  gradients: Float64Array,
): void {
  for (let place = start; place < end; place++) {
    const row = rows[place] as number;
    const gradient = gradients[row] as number;
    const first = row * columnCount;
    for (let index = 0; index < features.length; index++) {
      const entry = (rowBins[first + (features[index] as number)] as number) << 1;
      histogram[entry] = (histogram[entry] as number) + gradient;
      histogram[entry + 1] = (histogram[entry + 1] as number) + 1;
    }
  }
}
