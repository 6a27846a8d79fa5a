/**
 * The codes of a binned matrix, row after row: for each bundle the row's code, counted from 0. Bundles of at most 256
 * codes come first and take one byte each, from a byte with an even index on the others take two.
 */
export interface RowCodes {
  readonly cells: Uint8Array;
  /** Where a bundle's codes begin among the codes of all bundles; one more entry than bundles. */
  readonly codeOffsets: Int32Array;
  /** Bytes of a row, an even number. */
  readonly stride: number;
}

/** The number of bundles whose codes take one byte. */
export function countNarrow(codeOffsets: Int32Array): number {
  let narrow = 0;
  while (narrow + 1 < codeOffsets.length && codeOffsets[narrow + 1] - codeOffsets[narrow] <= 256) narrow++;
  return narrow;
}

/** Where a bundle's code is in a row, for a number of narrow bundles. */
export function cellOffset(bundle: number, narrow: number): number {
  return bundle < narrow ? bundle : narrow + (narrow & 1) + 2 * (bundle - narrow);
}

/**
 * The bytes of a row: no more than the codes need, but up to 64 bytes a power of two where a third more is enough for
 * it, so that no row is on two lines of the cache.
 */
export function rowStride(bundles: number, narrow: number): number {
  const needed = cellOffset(bundles, narrow);
  const line = [2, 4, 8, 16, 32, 64].find((bytes) => bytes >= needed && 3 * bytes <= 4 * needed);
  return line ?? needed + (needed & 1);
}
