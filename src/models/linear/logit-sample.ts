import { randomSource } from "../../core/random-source.js";
import type { LogitProblem } from "./logit-problem.js";

const minClassRows = 200;

/**
 * About `size` random rows of the problem (always the same), with every class, and with weights that preserve each
 * class's total; undefined where this saves less than half of the rows. Rows far from the centre are drawn with higher
 * probability, because only they determine the curvature along columns of rare values.
 */
export function logitSample(problem: LogitProblem, size: number): LogitProblem | undefined {
  const { columns, codes, weights } = problem;
  if (codes.length <= 2 * size) return undefined;
  const counts = new Map<number, { rows: number; weight: number; sampled: number }>();
  codes.forEach((code, row) => {
    const count = counts.get(code) ?? { rows: 0, weight: 0, sampled: 0 };
    counts.set(code, count);
    count.rows += 1;
    count.weight += weights[row];
  });
  const probabilities = rowSizes(columns, codes.length);
  const random = randomSource(0);
  const share = size / codes.length;
  const rows = Int32Array.from(codes.keys()).filter((row) => {
    const count = counts.get(codes[row]);
    const probability = Math.min(1, Math.max(share * probabilities[row], minClassRows / (count?.rows ?? 1)));
    probabilities[row] = probability;
    if (count === undefined || random.uniform() >= probability) return false;
    count.sampled += weights[row] / probability;
    return true;
  });
  const lost = [...counts.values()].some(({ weight, sampled }) => weight > 0 && sampled === 0);
  if (lost || rows.length * 2 > codes.length) return undefined;
  return {
    ...problem,
    columns: columns.map((values) => Float64Array.from(rows, (row) => values[row])),
    codes: Int32Array.from(rows, (row) => codes[row]),
    weights: Float64Array.from(rows, (row) => {
      const { weight = 0, sampled = 1 } = counts.get(codes[row]) ?? {};
      return ((weights[row] / probabilities[row]) * weight) / (sampled || 1);
    }),
  };
}

/** 0.5 + half the mean square of the row's values: 1 on average over scaled columns. */
function rowSizes(columns: readonly Float64Array[], rowCount: number): Float64Array {
  const sizes = new Float64Array(rowCount).fill(0.5);
  const share = 0.5 / columns.length;
  for (const values of columns) {
    for (let row = 0; row < rowCount; row++) sizes[row] = sizes[row] + share * values[row] ** 2;
  }
  return sizes;
}
