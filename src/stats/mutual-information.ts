import { checkInteger } from "../core/check-integer.js";
import { ArgumentError } from "../core/errors.js";
import { mapNumbers } from "../core/map-numbers.js";
import { randomSource } from "../core/random-source.js";
import { digamma } from "./distributions/digamma.js";
import { nearestRadii } from "./nearest-radii.js";
import { powerOfTwo } from "./power-of-two.js";

export interface MutualInformationOptions {
  /**
   * Whether the values are codes of categories.
   *
   * @default false
   */
  readonly discreteValues?: boolean | undefined;
  /**
   * Whether the target is a class.
   *
   * @default false
   */
  readonly discreteTarget?: boolean | undefined;
  /**
   * Number of nearest neighbors by which the density at a point is estimated.
   *
   * @default 3
   */
  readonly neighbors?: number | undefined;
  /**
   * Seed of the jitter that separates equal numbers.
   *
   * @default 0
   */
  readonly seed?: number | undefined;
}

/**
 * Mutual information of two arrays in nats, at least 0: how much one says about the other, linear or not.
 *
 * Two arrays of codes are counted. Otherwise it is estimated from nearest neighbors (Kraskov 2004; Ross 2014 with a
 * class), as in scikit-learn: numbers are divided by their standard deviation and get jitter of 1e-10 of their size.
 *
 * @throws ArgumentError when lengths differ, a value is not finite, or there are too few rows
 *
 * @example mutualInformation([0, 1], [5, 7], { discreteValues: true, discreteTarget: true }) // 0.69314718
 */
export function mutualInformation(
  values: ArrayLike<number>,
  target: ArrayLike<number>,
  { discreteValues = false, discreteTarget = false, neighbors = 3, seed = 0 }: MutualInformationOptions = {},
): number {
  if (values.length !== target.length || values.length === 0) {
    throw new ArgumentError(
      `mutualInformation: ${values.length} values and ${target.length} targets; pass one target per value`,
    );
  }
  checkInteger("mutualInformation", "neighbors", neighbors, 1, "pass neighbors: 3, or leave it out");
  for (const array of [values, target]) {
    for (let row = 0; row < array.length; row++) {
      if (!Number.isFinite(array[row])) {
        throw new ArgumentError(
          `mutualInformation: expected finite values, got ${array[row]} at row index ${row}; impute the row or remove it`,
        );
      }
    }
  }
  if (discreteValues && discreteTarget) return countedInformation(values, target);
  const random = randomSource(seed, "mutualInformation");
  const prepared = (array: ArrayLike<number>): Float64Array => addJitter(scaled(array), random.normal);
  if (discreteTarget) return classInformation(prepared(values), target, neighbors);
  if (discreteValues) return classInformation(prepared(target), values, neighbors);
  return numericInformation(prepared(values), prepared(target), neighbors);
}

function countedInformation(values: ArrayLike<number>, target: ArrayLike<number>): number {
  const rowCount = values.length;
  const pairs = new Map<string, { count: number; value: number; code: number }>();
  const [valueCounts, targetCounts] = [new Map<number, number>(), new Map<number, number>()];
  for (let row = 0; row < rowCount; row++) {
    const [value, code] = [values[row], target[row]];
    const pair = pairs.get(`${value} ${code}`) ?? { count: 0, value, code };
    pair.count += 1;
    pairs.set(`${value} ${code}`, pair);
    valueCounts.set(value, (valueCounts.get(value) ?? 0) + 1);
    targetCounts.set(code, (targetCounts.get(code) ?? 0) + 1);
  }
  let total = 0;
  for (const { count, value, code } of pairs.values()) {
    const expected = ((valueCounts.get(value) ?? 0) * (targetCounts.get(code) ?? 0)) / rowCount;
    total += (count / rowCount) * Math.log(count / expected);
  }
  return Math.max(0, total);
}

/** Values divided by their population standard deviation, not centered. */
function scaled(values: ArrayLike<number>): Float64Array {
  const power = powerOfTwo(values);
  const first = values[0] * power;
  let total = 0;
  let squares = 0;
  for (let row = 0; row < values.length; row++) total += (values[row] * power - first) / values.length;
  for (let row = 0; row < values.length; row++) squares += (values[row] * power - first - total) ** 2;
  const deviation = Math.sqrt(squares / values.length) || 1;
  return mapNumbers(values, (value) => (value * power) / deviation);
}

function addJitter(values: Float64Array, normal: () => number): Float64Array {
  let size = 0;
  for (const value of values) size += Math.abs(value) / values.length;
  const width = 1e-10 * Math.max(1, size);
  return values.map((value) => value + width * normal());
}

/** Kraskov's first estimator: neighbors by the larger of both distances, counted along each array. */
function numericInformation(values: Float64Array, target: Float64Array, neighbors: number): number {
  const rowCount = values.length;
  if (rowCount <= neighbors) throw tooFew(rowCount, neighbors);
  const radii = nearestRadii(values, target, neighbors);
  const digammaAt = cachedDigamma(rowCount);
  let total = 0;
  for (const array of [values, target]) {
    const sorted = array.slice().sort();
    for (let row = 0; row < rowCount; row++) {
      total += digammaAt(countWithin(sorted, array[row], radii[row]));
    }
  }
  return Math.max(0, digamma(rowCount) + digamma(neighbors) - total / rowCount);
}

/** Ross's estimator: the distance to the k-th neighbor of the same class, and the number of all points within it. */
function classInformation(values: Float64Array, classes: ArrayLike<number>, neighbors: number): number {
  const byClass = new Map<number, number[]>();
  for (let row = 0; row < values.length; row++) {
    const rows = byClass.get(classes[row]) ?? [];
    byClass.set(classes[row], rows);
    rows.push(row);
  }
  const classRows = [...byClass.values()].filter((rows) => rows.length > 1);
  const rowCount = classRows.reduce((sum, rows) => sum + rows.length, 0);
  if (rowCount === 0) throw tooFew(1, 1);
  const sorted = Float64Array.from(classRows.flatMap((rows) => rows.map((row) => values[row]))).sort();
  const digammaAt = cachedDigamma(rowCount);
  let total = 0;
  for (const rows of classRows) {
    const inClass = mapNumbers(rows, (row) => values[row]).sort();
    const count = Math.min(neighbors, inClass.length - 1);
    total += inClass.length * (digamma(count) - digamma(inClass.length));
    for (let index = 0; index < inClass.length; index++) {
      total -= digammaAt(countWithin(sorted, inClass[index], neighborDistance(inClass, index, count)));
    }
  }
  return Math.max(0, digamma(rowCount) + total / rowCount);
}

/** The distance from a sorted value to its k-th nearest neighbor. */
function neighborDistance(sorted: Float64Array, index: number, count: number): number {
  const value = sorted[index];
  let [low, high] = [index, index];
  let distance = 0;
  for (let found = 0; found < count; found++) {
    const below = low > 0 ? value - sorted[low - 1] : Number.POSITIVE_INFINITY;
    const above = high + 1 < sorted.length ? sorted[high + 1] - value : Number.POSITIVE_INFINITY;
    if (below <= above) low -= 1;
    else high += 1;
    distance = Math.min(below, above);
  }
  return distance;
}

/** The number of sorted values nearer to `value` than `radius`, including itself. */
function countWithin(sorted: Float64Array, value: number, radius: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const half = (low + high) >> 1;
    const distance = value - sorted[half];
    if (distance < radius || distance <= 0) high = half;
    else low = half + 1;
  }
  const first = low;
  high = sorted.length;
  while (low < high) {
    const half = (low + high) >> 1;
    const distance = sorted[half] - value;
    if (distance >= radius && distance > 0) high = half;
    else low = half + 1;
  }
  return low - first;
}

/** digamma of integers up to a limit, each computed once. */
function cachedDigamma(limit: number): (count: number) => number {
  const known = new Float64Array(limit + 1);
  return (count) => {
    const value = known[count];
    if (value !== 0) return value;
    known[count] = digamma(count);
    return known[count];
  };
}

function tooFew(rowCount: number, neighbors: number): ArgumentError {
  return new ArgumentError(
    `mutualInformation: ${rowCount} rows are too few for ${neighbors} neighbors; pass more rows or fewer neighbors`,
  );
}
