import { allIntegers } from "../stats/all-integers.js";
import { countInBins } from "../stats/count-in-bins.js";
import { sortedQuantile } from "../stats/quantile.js";
import { presentCount } from "./sample.js";
import { distinctValues, type SamplePair, valueCounts } from "./sample-pair.js";

const maxBars = 20;

/** Shares of both samples over a few common bins, to draw. Each side adds up to 1. */
export interface Distribution {
  /** One label per bin: a value, or an interval as "12 to 14". */
  readonly labels: readonly string[];
  /**
   * Interval edges, one more than there are bins; absent when bins are single values. The outer bins take everything
   * beyond.
   */
  readonly edges?: readonly number[] | undefined;
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

/**
 * Both samples over at most about 20 common bins: one per value where there are few, the most frequent labels and
 * "other", or equal intervals. When extremes would squeeze everything into a few intervals, these span the middle 99 %
 * of both samples, and the outer ones take the rest.
 */
export function toDistribution(pair: SamplePair): Distribution {
  if (pair.kind === "number" && distinctValues(pair, maxBars + 1) > maxBars)
    return intervals(pair.reference.sorted, pair.current.sorted);
  const counts = valueCounts(pair);
  const order = counts.labels.map((_, bin) => bin);
  const weight = (bin: number): number =>
    counts.reference[bin] / presentCount(pair.reference) + counts.current[bin] / presentCount(pair.current);
  if (pair.kind === "category") order.sort((a, b) => weight(b) - weight(a) || a - b);
  const shown = order.length > maxBars ? order.slice(0, maxBars - 1) : order;
  const rest = order.slice(shown.length);
  const shares = (side: Float64Array, total: number): number[] => {
    const bars = shown.map((bin) => side[bin] / total);
    return rest.length === 0 ? bars : [...bars, rest.reduce((sum, bin) => sum + side[bin], 0) / total];
  };
  const labels = shown.map((bin) => counts.labels[bin]);
  return {
    labels: rest.length === 0 ? labels : [...labels, `other (${rest.length})`],
    reference: shares(counts.reference, presentCount(pair.reference)),
    current: shares(counts.current, presentCount(pair.current)),
  };
}

function intervals(before: Float64Array, after: Float64Array): Distribution {
  let low = Math.min(before[0], after[0]);
  let high = Math.max(before.at(-1) as number, after.at(-1) as number);
  const usualLow = Math.min(sortedQuantile(before, 0.005), sortedQuantile(after, 0.005));
  const usualHigh = Math.max(sortedQuantile(before, 0.995), sortedQuantile(after, 0.995));
  const squeezed = usualHigh > usualLow && usualHigh - usualLow < (high - low) / 3;
  if (squeezed) [low, high] = [usualLow, usualHigh];
  const whole = allIntegers(before) && allIntegers(after);
  const width = niceWidth(quotientOfSpan(low, high, maxBars), whole);
  const start = finite(Math.floor(low / width) * width);
  const bins = Math.max(Math.floor(quotientOfSpan(start, high, width)) + 1, 1);
  const edges = Array.from({ length: bins + 1 }, (_, edge) => finite(Number((start + edge * width).toPrecision(12))));
  return {
    labels: edges.slice(0, -1).map((edge, bin) => label(edge, edges[bin + 1], bin, bins, squeezed)),
    edges,
    reference: openShares(before, edges),
    current: openShares(after, edges),
  };
}

/** (high - low) / divisor, also where high - low exceeds the largest number. */
function quotientOfSpan(low: number, high: number, divisor: number): number {
  return Number.isFinite(high - low) ? (high - low) / divisor : high / divisor - low / divisor;
}

/** The number, at most the largest finite one. */
function finite(value: number): number {
  return Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE);
}

/** 1, 2, 2.5 or 5 times a power of ten, not below `width`; never a fraction for integers. */
function niceWidth(width: number, whole: boolean): number {
  if (whole && width <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(width));
  const factors = whole && power < 10 ? [1, 2, 5, 10] : [1, 2, 2.5, 5, 10];
  return (factors.find((factor) => factor * power >= width * (1 - 1e-12)) ?? 10) * power;
}

function label(from: number, to: number, bin: number, bins: number, open: boolean): string {
  if (open && bin === 0) return `below ${to}`;
  if (open && bin === bins - 1) return `${from} and more`;
  return `${from} to ${to}`;
}

function openShares(sorted: Float64Array, edges: readonly number[]): number[] {
  const open = Float64Array.from(edges);
  open[0] = Number.NEGATIVE_INFINITY;
  open[open.length - 1] = Number.POSITIVE_INFINITY;
  return Array.from(countInBins(sorted, open), (count) => count / sorted.length);
}
