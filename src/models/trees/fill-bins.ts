import { toSortKey } from "./distinct-values.js";

/**
 * Writes each value's bin, the number of cuts at or below it; a missing value's is `cuts.length + 1`. Cuts ascend.
 *
 * A list by the first 16 bits of a value says between which cuts it is, so few comparisons are left.
 */
export function fillBins(values: Float32Array, cuts: Float32Array, bins: Uint8Array): void {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  const firstCuts = cutsBefore(cuts);
  const missing = cuts.length + 1;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (Number.isNaN(value)) {
      bins[row] = missing;
      continue;
    }
    const prefix = toSortKey(bits[row]) >>> 16;
    let low = firstCuts[prefix];
    let high = firstCuts[prefix + 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cuts[middle] <= value) low = middle + 1;
      else high = middle;
    }
    bins[row] = low;
  }
}

/** For each first 16 bits of a key the number of cuts whose own are lower, and at the end the number of all cuts. */
function cutsBefore(cuts: Float32Array): Uint8Array {
  const before = new Uint8Array(65_537);
  const bits = new Int32Array(cuts.buffer, cuts.byteOffset, cuts.length);
  let next = 0;
  for (let index = 0; index < cuts.length; index++) {
    const prefix = toSortKey(bits[index]) >>> 16;
    before.fill(index, next, prefix + 1);
    next = Math.max(next, prefix + 1);
  }
  before.fill(cuts.length, next);
  return before;
}
