import { nthSmallest } from "../neighbors/nth-smallest.js";
import type { BoostingObjective, ObjectiveRows } from "./boosting-objective.js";

/**
 * The pinball loss of a quantile times `scale`; with the median and a scale of 2 the absolute error. Its second
 * derivative is 0 almost everywhere, so trees are grown with hessians of 1 and each leaf then gets the quantile of its
 * rows' residuals.
 */
export function quantileObjective(training: ObjectiveRows, quantile: number, scale: number): BoostingObjective {
  const { grower, rows, target, weights } = training;
  const { pairs, scores } = grower.workspace;
  const offset = weightedQuantile(rows, 0, rows.length, (row) => target[row], weights, quantile);
  const above = scale * (1 - quantile);
  const below = -scale * quantile;
  return {
    offsets: [offset],
    fillGradients() {
      for (let index = 0; index < rows.length; index++) {
        const row = rows[index];
        const weight = weights === undefined ? 1 : weights[row];
        const expected = target[row] - offset;
        const residual = expected - scores[row];
        // Leaves have the value of one of their rows, exact up to float32; such a row has no direction.
        const isExact = Math.abs(residual) <= Math.abs(expected) * relativeTolerance;
        pairs[2 * row] = weight * (isExact ? (below + above) / 2 : residual > 0 ? below : above);
        pairs[2 * row + 1] = weight;
      }
    },
    leafValue: (leafRows, start, end) => {
      const residual = (row: number): number => target[row] - offset - scores[row];
      return weightedQuantile(leafRows, start, end, residual, weights, quantile);
    },
  };
}

const relativeTolerance = 2 ** -22;

/**
 * Without weights quantile type 6 (of R), with weights the first value whose share of the weight reaches the quantile;
 * as XGBoost.
 */
function weightedQuantile(
  rows: Int32Array,
  start: number,
  end: number,
  read: (row: number) => number,
  weights: Float64Array | undefined,
  quantile: number,
): number {
  const count = end - start;
  if (count === 0) return 0;
  if (weights === undefined) {
    const values = new Float64Array(count);
    for (let index = 0; index < count; index++) values[index] = read(rows[start + index]);
    const position = Math.min(Math.max(quantile * (count + 1) - 1, 0), count - 1);
    const low = nthSmallest(values, Math.floor(position));
    if (position === Math.floor(position)) return low;
    const high = values.subarray(Math.ceil(position)).reduce((min, value) => Math.min(min, value));
    return low + (position - Math.floor(position)) * (high - low);
  }
  const pairs = Array.from(rows.subarray(start, end), (row) => [read(row), weights[row]] as const);
  pairs.sort((a, b) => a[0] - b[0]);
  const threshold = quantile * pairs.reduce((sum, [, weight]) => sum + weight, 0);
  let reached = 0;
  for (const [value, weight] of pairs) {
    reached += weight;
    if (reached >= threshold) return value;
  }
  return pairs[count - 1]?.[0] ?? 0;
}
