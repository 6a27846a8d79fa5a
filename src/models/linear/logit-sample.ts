import { mapNumbers } from "../../core/map-numbers.js";
import { randomSource } from "../../core/random-source.js";
import { takeValues } from "../../table/take-values.js";
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
  const { classRows, classWeights } = countClasses(codes, weights);
  const probabilities = rowSizes(columns, codes.length);
  const random = randomSource(0);
  const share = size / codes.length;
  const sampledWeights = new Float64Array(classRows.length);
  const drawn = new Int32Array(codes.length);
  let count = 0;
  for (let row = 0; row < drawn.length; row++) {
    const code = codes[row];
    const probability = Math.min(1, Math.max(share * probabilities[row], minClassRows / classRows[code]));
    probabilities[row] = probability;
    if (random.uniform() >= probability) continue;
    sampledWeights[code] = sampledWeights[code] + weights[row] / probability;
    drawn[count++] = row;
  }
  const lost = classWeights.some((weight, code) => weight > 0 && sampledWeights[code] === 0);
  if (lost || count * 2 > codes.length) return undefined;
  const rows = drawn.subarray(0, count);
  return {
    ...problem,
    columns: columns.map((values) => takeValues(values, rows)),
    codes: rows.map((row) => codes[row]),
    weights: mapNumbers(rows, (row) => {
      const code = codes[row];
      return ((weights[row] / probabilities[row]) * classWeights[code]) / (sampledWeights[code] || 1);
    }),
  };
}

/** Rows and total weight of each class. */
function countClasses(
  codes: Int32Array,
  weights: Float64Array,
): { readonly classRows: Float64Array; readonly classWeights: Float64Array } {
  let classes = 0;
  for (let row = 0; row < codes.length; row++) if (codes[row] >= classes) classes = codes[row] + 1;
  const [classRows, classWeights] = [new Float64Array(classes), new Float64Array(classes)];
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row];
    classRows[code] = classRows[code] + 1;
    classWeights[code] = classWeights[code] + weights[row];
  }
  return { classRows, classWeights };
}

/** 0.5 + half the mean square of the row's values: 1 on average over scaled columns. */
function rowSizes(columns: readonly Float64Array[], rowCount: number): Float64Array {
  const sizes = new Float64Array(rowCount).fill(0.5);
  const share = 0.5 / columns.length;
  for (const values of columns) addSquares(sizes, values, share);
  return sizes;
}

function addSquares(sizes: Float64Array, values: Float64Array, share: number): void {
  for (let row = 0; row < sizes.length; row++) {
    const value = values[row];
    sizes[row] = sizes[row] + share * (value * value);
  }
}
