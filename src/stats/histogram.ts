import { countInBins } from "./count-in-bins.js";
import { isWhole } from "./is-whole.js";
import { sortFinite } from "./sort-finite.js";
import { sturgesEdges } from "./sturges-edges.js";

/** Counts of values in neighbouring bins. */
export interface Histogram {
  /** One more than there are bins. Bins are closed below and open above, the last is closed at both ends. */
  readonly edges: Float64Array;
  readonly counts: Float64Array;
  /** Values that are missing or infinite. */
  readonly missing: number;
  /** Finite values outside the edges. */
  readonly outside: number;
}

/**
 * Counts the finite values in bins: those between the ascending `edges`, or Sturges' bins as NumPy 2 makes them. Columns that hold only
 * whole numbers get no bin narrower than 1.
 *
 * @example histogram([1, 2, 2, 5], { edges: [0, 2, 6] }).counts // [1, 3]
 */
export function histogram(
  values: ArrayLike<number>,
  { edges }: { readonly edges?: ArrayLike<number> } = {},
): Histogram {
  const sorted = sortFinite(values);
  const missing = values.length - sorted.length;
  const chosen = edges === undefined ? edgesFor(sorted) : checkEdges(Float64Array.from(edges));
  const counts = chosen.length === 0 ? new Float64Array(0) : countInBins(sorted, chosen);
  return { edges: chosen, counts, missing, outside: sorted.length - counts.reduce((total, count) => total + count, 0) };
}

function edgesFor(sorted: Float64Array): Float64Array {
  const [low, high] = [sorted[0], sorted.at(-1)];
  if (low === undefined || high === undefined) return new Float64Array(0);
  return sturgesEdges(low, high, sorted.length, { wholeNumbers: isWhole(sorted) });
}

function checkEdges(edges: Float64Array): Float64Array {
  if (edges.length < 2) throw new RangeError(`histogram: needs at least two edges, got ${edges.length}`);
  for (let edge = 1; edge < edges.length; edge++) {
    if (!(edges[edge - 1] < edges[edge])) {
      throw new RangeError(`histogram: edges must ascend, got ${edges[edge - 1]} before ${edges[edge]}`);
    }
  }
  return edges;
}
