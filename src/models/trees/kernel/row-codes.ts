/**
 * The codes of a binned matrix, row after row. Bundles of more than 256 codes come first: two bytes each hold the row's
 * code among those of all bundles. Where there are eight or more others, one byte each holds the row's code among those
 * of the bundle; fewer take two bytes too.
 */
export interface RowCodes {
  readonly cells: Uint8Array;
  /** Where a bundle's codes begin among the codes of all bundles; one more entry than bundles. */
  readonly codeOffsets: Int32Array;
  /** Bytes of a row, an even number. */
  readonly stride: number;
  /** What the loop notes of each bundle. */
  readonly positions: Uint32Array;
}

/** Most codes of a bundle of one byte. */
export const mostNarrowCodes = 256;

/** For fewer bundles a loop of their own would take longer than it saves. */
const fewestNarrow = 8;

/** Most codes of all bundles of more than 256: with those of a few small bundles they have numbers of two bytes. */
export const mostWideCodes: number = 65_536 - fewestNarrow * mostNarrowCodes;

/** The number of bundles whose codes take two bytes. */
export function countWide(codeOffsets: Int32Array): number {
  const bundles = codeOffsets.length - 1;
  let wide = 0;
  while (wide < bundles && codeOffsets[wide + 1] - codeOffsets[wide] > mostNarrowCodes) wide++;
  return bundles - wide < fewestNarrow ? bundles : wide;
}

/** Where a bundle's code is in a row that has a number of wide bundles. */
export function cellOffset(bundle: number, wide: number): number {
  return bundle + Math.min(bundle, wide);
}

/**
 * The bytes of a row: no more than the codes need, but up to 64 bytes a power of two where a third more is enough for
 * it, so that no row is on two lines of the cache.
 */
export function rowStride(bundles: number, wide: number): number {
  const needed = cellOffset(bundles, wide);
  const line = [2, 4, 8, 16, 32, 64].find((bytes) => bytes >= needed && 3 * bytes <= 4 * needed);
  return line ?? needed + (needed & 1);
}
