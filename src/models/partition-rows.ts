import type { BinnedMatrix } from "./bin-matrix.js";
import type { Split } from "./find-split.js";

/** Sets `goesLeft[bin]` to 1 for each bin of the split's column whose rows go left, else to 0. */
export function rowsGoingLeft(goesLeft: Uint8Array, binned: BinnedMatrix, split: Split): void {
  const { feature, bin, defaultLeft } = split;
  const cutCount = (binned.cutOffsets[feature + 1] as number) - (binned.cutOffsets[feature] as number);
  goesLeft.fill(0);
  goesLeft.fill(1, 0, bin + 1);
  if (binned.hasMissing[feature] === 1) goesLeft[cutCount + 1] = defaultLeft ? 1 : 0;
}

/** Moves the rows of `rows[start..end)` that go left before those that go right, each in their order; gives the place between. */
export function partitionRows(
  rows: Int32Array,
  start: number,
  end: number,
  bins: Uint8Array,
  goesLeft: Uint8Array,
  spareRows: Int32Array,
): number {
  let left = start;
  let right = 0;
  for (let place = start; place < end; place++) {
    const row = rows[place] as number;
    // Both are written and one is kept: a branch here would be guessed wrong for every other row.
    rows[left] = row;
    spareRows[right] = row;
    const isLeft = goesLeft[bins[row] as number] as number;
    left += isLeft;
    right += 1 - isLeft;
  }
  for (let place = 0; place < right; place++) rows[left + place] = spareRows[place] as number;
  return left;
}
