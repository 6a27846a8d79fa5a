import type { RandomSource } from "../../core/random-source.js";

/** A share of the columns, in their order, each set equally likely; one at least. */
export function drawColumns(columns: Int32Array, share: number, random: RandomSource): Int32Array {
  const count = Math.max(1, Math.round(share * columns.length));
  if (count >= columns.length) return columns;
  const indices = random.permutation(columns.length).subarray(0, count).sort();
  return indices.map((index) => columns[index]);
}
