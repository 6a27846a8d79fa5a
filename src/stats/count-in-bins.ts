/**
 * The number of sorted values in each bin. Bins are closed on the left and open on the right; the last is closed on
 * both sides. Values outside the edges are not counted.
 *
 * @example countInBins(Float64Array.of(1, 2, 2, 3), Float64Array.of(1, 2, 3)) // [1, 3]
 */
export function countInBins(sorted: Float64Array, edges: Float64Array): Float64Array {
  const bins = edges.length - 1;
  const counts = new Float64Array(bins);
  let start = firstAtLeast(sorted, edges[0]);
  for (let bin = 0; bin < bins; bin++) {
    const upper = edges[bin + 1];
    const end = bin === bins - 1 ? firstAbove(sorted, upper) : firstAtLeast(sorted, upper);
    counts[bin] = end - start;
    start = end;
  }
  return counts;
}

/** The index of the first sorted value >= `limit`, at or after `from`. */
export function firstAtLeast(sorted: Float64Array, limit: number, from = 0): number {
  let low = from;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The index of the first sorted value > `limit`, at or after `from`. */
export function firstAbove(sorted: Float64Array, limit: number, from = 0): number {
  let low = from;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
