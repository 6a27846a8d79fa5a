import { ArgumentError } from "../core/errors.js";
import { allIntegers } from "./all-integers.js";
import { countInBins } from "./count-in-bins.js";
import { sortFinite } from "./sort-finite.js";
import { sturgesEdges } from "./sturges-edges.js";

/** Counts of values in adjacent bins. */
export interface Histogram {
  /**
   * One more than there are bins. Bins are closed on the left and open on the right; the last is closed on both sides.
   */
  readonly edges: Float64Array;
  readonly counts: Float64Array;
  /** Values that are missing or infinite. */
  readonly missing: number;
  /** Finite values outside the edges. */
  readonly outside: number;
}

/**
 * Counts of the finite values in bins: between the ascending `edges`, or Sturges' bins as in NumPy 2. For integer
 * values bins are at least 1 wide.
 *
 * @throws ArgumentError when `edges` are fewer than two or not ascending
 *
 * @example histogram([1, 2, 2, 5], { edges: [0, 2, 6] }).counts // [1, 3]
 */
export function histogram(
  values: ArrayLike<number>,
  { edges }: { readonly edges?: ArrayLike<number> | undefined } = {},
): Histogram {
  const sorted = sortFinite(values);
  const missing = values.length - sorted.length;
  const chosen = edges === undefined ? sturgesEdgesFor(sorted) : checkEdges(Float64Array.from(edges));
  const counts = chosen.length === 0 ? new Float64Array(0) : countInBins(sorted, chosen);
  return { edges: chosen, counts, missing, outside: sorted.length - counts.reduce((total, count) => total + count, 0) };
}

function sturgesEdgesFor(sorted: Float64Array): Float64Array {
  const [low, high] = [sorted[0], sorted.at(-1)];
  if (low === undefined || high === undefined) return new Float64Array(0);
  return sturgesEdges(low, high, sorted.length, { integers: allIntegers(sorted) });
}

function checkEdges(edges: Float64Array): Float64Array {
  if (edges.length < 2)
    throw new ArgumentError(
      `histogram: expected at least two edges, got ${edges.length}; give the bounds of at least one bin`,
    );
  for (let edge = 1; edge < edges.length; edge++) {
    if (!(edges[edge - 1] < edges[edge])) {
      throw new ArgumentError(
        `histogram: edges must ascend, got ${edges[edge - 1]} before ${edges[edge]}; sort them and remove duplicates`,
      );
    }
  }
  return edges;
}
