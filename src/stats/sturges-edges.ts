import { ArgumentError } from "../core/errors.js";

/**
 * Edges of equal-width bins over `low`..`high` by Sturges' rule, exactly as `numpy.histogram_bin_edges(bins="sturges")`
 * of NumPy 2: width = (high - low) / (log2(count) + 1), and at least 1 for `integers`; ceil((high - low) / width) bins.
 * A single value gets one bin of width 1 around it.
 *
 * @throws ArgumentError when the range is not finite or `count` is below 1
 *
 * @example sturgesEdges(0, 4, 8) // [0, 1, 2, 3, 4]
 */
export function sturgesEdges(
  low: number,
  high: number,
  count: number,
  { integers = false }: { readonly integers?: boolean | undefined } = {},
): Float64Array {
  if (!(low <= high && Number.isFinite(high - low) && count >= 1)) {
    throw new ArgumentError(
      `sturgesEdges: expected finite low <= high and count >= 1, got ${low}, ${high}, ${count}; pass the smallest and largest finite value`,
    );
  }
  if (low === high) return Float64Array.of(low - 0.5, low + 0.5);
  const width = (high - low) / (Math.log2(count) + 1);
  const bins = Math.ceil((high - low) / (integers && width < 1 ? 1 : width));
  const edges = new Float64Array(bins + 1);
  const step = (high - low) / bins;
  for (let edge = 0; edge < bins; edge++) edges[edge] = edge * step + low;
  edges[bins] = high;
  return edges;
}
