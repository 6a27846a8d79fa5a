import { ArgumentError } from "../core/errors.js";
import { mapNumbers } from "../core/map-numbers.js";

/** Values nearer to each other count as one, as in scikit-learn. */
const sameValue = 1e-15;

/** A rising curve as points; between them it is linear, beyond them constant. */
export interface IsotonicRegression {
  /** Ascending, without repeats. */
  readonly x: Float64Array;
  /** Never falling. */
  readonly y: Float64Array;
}

/**
 * The rising curve with the least squared error (pool adjacent violators), as scikit-learn's `IsotonicRegression`: rows
 * of one x count as one point with their mean.
 *
 * @throws ArgumentError for different numbers of values, or none, and for values that are not finite
 * @example isotonicRegression([1, 2, 3], [0, 1, 0]).y // [0, 0.5, 0.5]
 */
export function isotonicRegression(x: ArrayLike<number>, y: ArrayLike<number>): IsotonicRegression {
  if (x.length !== y.length || x.length === 0)
    throw new ArgumentError(
      `isotonicRegression: expected as many values of y as of x, at least one, got ${x.length} and ${y.length}; pass both of one length`,
    );
  for (const values of [x, y]) {
    for (let row = 0; row < values.length; row++) {
      if (!Number.isFinite(values[row]))
        throw new ArgumentError(
          `isotonicRegression: expected finite values, got ${values[row]} at row index ${row}; impute the row or remove it`,
        );
    }
  }
  const order = Uint32Array.from({ length: x.length }, (_, row) => row).sort((a, b) => x[a] - x[b]);
  const points: { readonly x: number; sum: number; count: number }[] = [];
  for (const row of order) {
    const last = points.at(-1);
    if (last !== undefined && x[row] - last.x < sameValue) {
      last.sum += y[row];
      last.count++;
    } else points.push({ x: x[row], sum: y[row], count: 1 });
  }
  const blocks: { sum: number; count: number; points: number }[] = [];
  for (const { sum, count } of points) {
    let block = { sum, count, points: 1 };
    for (;;) {
      const before = blocks.at(-1);
      if (before === undefined || before.sum * block.count < block.sum * before.count) break;
      blocks.pop();
      block = {
        sum: before.sum + block.sum,
        count: before.count + block.count,
        points: before.points + block.points,
      };
    }
    blocks.push(block);
  }
  const means = blocks.flatMap(({ sum, count, points: own }) => new Array<number>(own).fill(sum / count));
  return { x: mapNumbers(points, (point) => point.x), y: Float64Array.from(means) };
}

/**
 * The curve's value at `value`.
 *
 * @example isotonicValue({ x: Float64Array.of(0, 1), y: Float64Array.of(0, 0.5) }, 0.5) // 0.25
 */
export function isotonicValue({ x, y }: IsotonicRegression, value: number): number {
  if (Number.isNaN(value)) return Number.NaN;
  let [low, high] = [0, x.length - 1];
  if (value <= x[low]) return y[low];
  if (value >= x[high]) return y[high];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle] <= value) low = middle;
    else high = middle;
  }
  return y[low] + ((value - x[low]) / (x[high] - x[low])) * (y[high] - y[low]);
}
