/** Bins of equal width over numbers: `edges` has one more entry than there are bins. */
export interface HistogramBins {
  readonly edges: readonly number[];
  /** Rows per bin, one array per sample. */
  readonly counts: readonly (readonly number[])[];
}

/**
 * Bins with round edges (steps of 1, 2, 2.5 or 5 times a power of ten) that cover all finite values of all samples.
 * About `count` bins; by default the width of Freedman and Diaconis for the first sample with any spread, between 8 and
 * 60 bins. The last bin includes its upper edge.
 *
 * @example histogramBins([[0, 1, 1, 2, 10]], 5).counts[0] // [3, 1, 0, 0, 1]
 */
export function histogramBins(samples: readonly ArrayLike<number>[], count?: number): HistogramBins {
  const sorted = samples.map((sample) => Float64Array.from(sample).filter(Number.isFinite).sort());
  const low = Math.min(...sorted.map((sample) => sample[0] ?? Number.POSITIVE_INFINITY));
  const high = Math.max(...sorted.map((sample) => sample.at(-1) ?? Number.NEGATIVE_INFINITY));
  if (low > high) return { edges: [], counts: samples.map(() => []) };
  const width = high === low ? 1 : niceStep((high - low) / (count ?? usualBinCount(sorted, high - low)));
  const first = Math.floor(low / width + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / width - 1e-9));
  const edges = Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * width).toPrecision(12)),
  );
  const counts = sorted.map((sample) => {
    const perBin = edges.slice(1).map(() => 0);
    let bin = 0;
    for (const value of sample) {
      while (bin < perBin.length - 1 && value >= (edges[bin + 1] as number)) bin++;
      perBin[bin] = (perBin[bin] as number) + 1;
    }
    return perBin;
  });
  return { edges, counts };
}

function usualBinCount(sorted: readonly Float64Array[], range: number): number {
  for (const sample of sorted) {
    const quarter = (sample[Math.floor(sample.length * 0.75)] ?? 0) - (sample[Math.floor(sample.length * 0.25)] ?? 0);
    if (quarter > 0) return Math.min(60, Math.max(8, range / ((2 * quarter) / Math.cbrt(sample.length))));
  }
  return 20;
}

/** The round step nearest to `step` by ratio. */
function niceStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const [best = 1] = [1, 2, 2.5, 5, 10]
    .map((factor) => factor * power)
    .sort((a, b) => Math.abs(Math.log(a / step)) - Math.abs(Math.log(b / step)));
  return best;
}
