import { nthSmallest } from "../neighbors/nth-smallest.js";
import type { BoostingObjective, ObjectiveRows } from "./boosting-objective.js";

/**
 * The pinball loss of a quantile times `scale`; with the median and a scale of 2 the absolute error. Its second derivative is 0
 * nearly everywhere, so trees are grown as if it were 1 and each leaf then takes the quantile of what its rows still miss.
 */
export function quantileObjective(learned: ObjectiveRows, quantile: number, scale: number): BoostingObjective {
  const { grower, rows, target, weights } = learned;
  const { pairs, answers } = grower.room;
  const offset = weightedQuantile(rows, 0, rows.length, (row) => target[row], weights, quantile);
  const above = scale * (1 - quantile);
  const below = -scale * quantile;
  return {
    offsets: [offset],
    fillGradients() {
      for (let place = 0; place < rows.length; place++) {
        const row = rows[place];
        const weight = weights === undefined ? 1 : weights[row];
        const wanted = target[row] - offset;
        const missed = wanted - answers[row];
        // Leaves take the value of one of their rows; such a row, met as well as float32 can, pulls neither way.
        const isMet = Math.abs(missed) <= Math.abs(wanted) * closeness;
        pairs[2 * row] = weight * (isMet ? (below + above) / 2 : missed > 0 ? below : above);
        pairs[2 * row + 1] = weight;
      }
    },
    leafValue: (leafRows, start, end) => {
      const missed = (row: number): number => target[row] - offset - answers[row];
      return weightedQuantile(leafRows, start, end, missed, weights, quantile);
    },
  };
}

const closeness = 2 ** -22;

/** Without weights quantile type 6 (of R), with weights the first value whose share of the weight reaches the quantile; as XGBoost. */
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
    for (let place = 0; place < count; place++) values[place] = read(rows[start + place]);
    const place = Math.min(Math.max(quantile * (count + 1) - 1, 0), count - 1);
    const low = nthSmallest(values, Math.floor(place));
    if (place === Math.floor(place)) return low;
    const high = values.subarray(Math.ceil(place)).reduce((least, value) => Math.min(least, value));
    return low + (place - Math.floor(place)) * (high - low);
  }
  const pairs = Array.from(rows.subarray(start, end), (row) => [read(row), weights[row]] as const);
  pairs.sort((a, b) => a[0] - b[0]);
  const wanted = quantile * pairs.reduce((sum, [, weight]) => sum + weight, 0);
  let reached = 0;
  for (const [value, weight] of pairs) {
    reached += weight;
    if (reached >= wanted) return value;
  }
  return pairs[count - 1]?.[0] ?? 0;
}
