import { ArgumentError } from "../core/errors.js";
import { randomSource } from "../core/random-source.js";
import { digamma } from "./distributions/digamma.js";
import { nearestRadii } from "./nearest-radii.js";

export interface MutualInformationOptions {
  /** Whether the values are codes of categories. Default: false. */
  readonly discreteValues?: boolean;
  /** Whether the target is a class. Default: false. */
  readonly discreteTarget?: boolean;
  /** How many nearest neighbours tell the density at a point. Default: 3. */
  readonly neighbours?: number;
  /** Seed of the hair of noise that keeps equal numbers apart. Default: 0. */
  readonly seed?: number;
}

/**
 * Mutual information of two lists in nats, never below 0: how much one tells about the other, straight line or not.
 *
 * Two lists of codes are counted. Otherwise it is estimated from nearest neighbours (Kraskov 2004; Ross 2014 with a class), as
 * scikit-learn does: numbers are divided by their standard deviation and get noise of 1e-10 of their size.
 *
 * @example mutualInformation([0, 0, 1, 1], [5, 5, 7, 7], { discreteValues: true, discreteTarget: true }) // 0.6931471805599453
 */
export function mutualInformation(
  values: ArrayLike<number>,
  target: ArrayLike<number>,
  { discreteValues = false, discreteTarget = false, neighbours = 3, seed = 0 }: MutualInformationOptions = {},
): number {
  if (values.length !== target.length || values.length === 0) {
    throw new ArgumentError(
      `mutualInformation: ${values.length} values and ${target.length} targets; give one target per value`,
    );
  }
  if (!Number.isInteger(neighbours) || neighbours < 1) {
    throw new ArgumentError(`mutualInformation: neighbours must be a whole number of at least 1, got ${neighbours}`);
  }
  for (const list of [values, target]) {
    for (let row = 0; row < list.length; row++) {
      if (!Number.isFinite(list[row])) {
        throw new ArgumentError(
          `mutualInformation: a value is ${list[row]} at row index ${row}; impute it or leave it out`,
        );
      }
    }
  }
  if (discreteValues && discreteTarget) return counted(values, target);
  const random = randomSource(seed);
  const blurred = (list: ArrayLike<number>): Float64Array => blur(scaled(list), random.normal);
  if (discreteTarget) return withClasses(blurred(values), target, neighbours);
  if (discreteValues) return withClasses(blurred(target), values, neighbours);
  return ofNumbers(blurred(values), blurred(target), neighbours);
}

function counted(values: ArrayLike<number>, target: ArrayLike<number>): number {
  const rowCount = values.length;
  const pairs = new Map<string, { count: number; own: number; other: number }>();
  const [ofValues, ofTarget] = [new Map<number, number>(), new Map<number, number>()];
  for (let row = 0; row < rowCount; row++) {
    const [own, other] = [values[row], target[row]];
    const pair = pairs.get(`${own} ${other}`) ?? { count: 0, own, other };
    pair.count += 1;
    pairs.set(`${own} ${other}`, pair);
    ofValues.set(own, (ofValues.get(own) ?? 0) + 1);
    ofTarget.set(other, (ofTarget.get(other) ?? 0) + 1);
  }
  let total = 0;
  for (const { count, own, other } of pairs.values()) {
    const expected = ((ofValues.get(own) ?? 0) * (ofTarget.get(other) ?? 0)) / rowCount;
    total += (count / rowCount) * Math.log(count / expected);
  }
  return Math.max(0, total);
}

/** Divided by the population standard deviation, not centred. */
function scaled(values: ArrayLike<number>): Float64Array {
  const first = values[0];
  let total = 0;
  let squares = 0;
  for (let row = 0; row < values.length; row++) total += (values[row] - first) / values.length;
  for (let row = 0; row < values.length; row++) squares += (values[row] - first - total) ** 2;
  const deviation = Math.sqrt(squares / values.length) || 1;
  return Float64Array.from(values, (value) => value / deviation);
}

function blur(values: Float64Array, normal: () => number): Float64Array {
  let size = 0;
  for (const value of values) size += Math.abs(value) / values.length;
  const width = 1e-10 * Math.max(1, size);
  return values.map((value) => value + width * normal());
}

/** Kraskov's first estimator: neighbours by the larger of both distances, counted again along each list. */
function ofNumbers(values: Float64Array, target: Float64Array, neighbours: number): number {
  const rowCount = values.length;
  if (rowCount <= neighbours) throw tooFew(rowCount, neighbours);
  const radii = nearestRadii(values, target, neighbours);
  const ofCount = wholeDigamma(rowCount);
  let total = 0;
  for (const list of [values, target]) {
    const sorted = list.slice().sort();
    for (let row = 0; row < rowCount; row++) {
      total += ofCount(countWithin(sorted, list[row], radii[row]));
    }
  }
  return Math.max(0, digamma(rowCount) + digamma(neighbours) - total / rowCount);
}

/** Ross's estimator: the distance to the k-th neighbour of the own class, and how many of all lie as near. */
function withClasses(values: Float64Array, classes: ArrayLike<number>, neighbours: number): number {
  const byClass = new Map<number, number[]>();
  for (let row = 0; row < values.length; row++) {
    const rows = byClass.get(classes[row]) ?? [];
    byClass.set(classes[row], rows);
    rows.push(row);
  }
  const kept = [...byClass.values()].filter((rows) => rows.length > 1);
  const rowCount = kept.reduce((sum, rows) => sum + rows.length, 0);
  if (rowCount === 0) throw tooFew(1, 1);
  const sorted = Float64Array.from(kept.flatMap((rows) => rows.map((row) => values[row]))).sort();
  const ofCount = wholeDigamma(rowCount);
  let total = 0;
  for (const rows of kept) {
    const own = Float64Array.from(rows, (row) => values[row]).sort();
    const near = Math.min(neighbours, own.length - 1);
    total += own.length * (digamma(near) - digamma(own.length));
    for (let place = 0; place < own.length; place++) {
      total -= ofCount(countWithin(sorted, own[place], neighbourDistance(own, place, near)));
    }
  }
  return Math.max(0, digamma(rowCount) + total / rowCount);
}

/** The distance from one of sorted values to its k-th nearest other one. */
function neighbourDistance(sorted: Float64Array, place: number, count: number): number {
  const value = sorted[place];
  let [low, high] = [place, place];
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

/** How many sorted values are nearer to `value` than `radius`, with itself. */
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

/** digamma of whole numbers up to a limit, each computed once. */
function wholeDigamma(limit: number): (count: number) => number {
  const known = new Float64Array(limit + 1);
  return (count) => {
    const value = known[count];
    if (value !== 0) return value;
    known[count] = digamma(count);
    return known[count];
  };
}

function tooFew(rowCount: number, neighbours: number): ArgumentError {
  return new ArgumentError(
    `mutualInformation: ${rowCount} rows are too few for ${neighbours} neighbours; give more rows, or fewer neighbours`,
  );
}
