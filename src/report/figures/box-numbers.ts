/**
 * The numbers of a box: quartiles of type 7 (as R and NumPy), whiskers within 1.5 interquartile ranges, and the values
 * outside.
 */
export interface BoxNumbers {
  readonly lower: number;
  readonly median: number;
  readonly upper: number;
  readonly lowerFence: number;
  readonly upperFence: number;
  readonly mean: number;
  readonly outliers: readonly number[];
}

/**
 * The numbers of the box plot of a sample (Tukey).
 *
 * @example boxNumbers([1, 2, 3, 4, 100]).outliers // [100]
 */
export function boxNumbers(values: readonly number[]): BoxNumbers {
  const sorted = Float64Array.from(values).sort();
  const [lower, median, upper] = [0.25, 0.5, 0.75].map((share) => quantile(sorted, share)) as [number, number, number];
  const reach = 1.5 * (upper - lower);
  const inside = sorted.filter((value) => value >= lower - reach && value <= upper + reach);
  return {
    lower,
    median,
    upper,
    lowerFence: inside[0] ?? lower,
    upperFence: inside.at(-1) ?? upper,
    mean: values.reduce((total, value) => total + value / values.length, 0),
    outliers: Array.from(sorted.filter((value) => value < lower - reach || value > upper + reach)),
  };
}

function quantile(sorted: Float64Array, share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}
