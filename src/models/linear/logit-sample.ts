import { mapNumbers } from "../../core/map-numbers.js";
import { takeValues } from "../../table/take-values.js";
import type { LogitProblem } from "./logit-problem.js";

const minClassRows = 200;
/** The golden ratio's fraction, of 2 ** 32. */
const goldenRatio = 0x9e3779b1;

/**
 * About `size` rows of the problem from all over it, with every class, and with weights that preserve each
 * class's total; undefined where this saves less than half of the rows. Rows far from the centre, with a large sum of
 * `squares`, are drawn with higher probability, because only they determine the curvature along columns of rare values.
 */
export function logitSample(problem: LogitProblem, squares: Float64Array, size: number): LogitProblem | undefined {
  const { columns, codes, weights } = problem;
  const rowCount = codes.length;
  if (rowCount <= 2 * size) return undefined;
  const { classRows, classWeights } = countClasses(problem);
  const leastChances = classRows.map((rows) => minClassRows / rows);
  const share = size / rowCount;
  const squareShare = 0.5 / columns.length;
  const sampledWeights = new Float64Array(classRows.length);
  const [drawn, sampled] = [new Int32Array(rowCount), new Float64Array(rowCount)];
  let count = 0;
  for (let row = 0; row < rowCount; row++) {
    const code = codes[row];
    const chance = Math.max(share * (0.5 + squareShare * squares[row]), leastChances[code]);
    // Fractions of multiples of the golden ratio are spread evenly, also in every period of the rows.
    if (Math.imul(row, goldenRatio) >>> 0 >= chance * 2 ** 32) continue;
    const weight = weights[row] / Math.min(1, chance);
    sampledWeights[code] = sampledWeights[code] + weight;
    drawn[count] = row;
    sampled[count++] = weight;
  }
  const lost = classWeights.some((weight, code) => weight > 0 && sampledWeights[code] === 0);
  if (lost || count * 2 > rowCount) return undefined;
  const rows = drawn.subarray(0, count);
  const sampledCodes = rows.map((row) => codes[row]);
  return {
    ...problem,
    columns: columns.map((values) => takeValues(values, rows)),
    codes: sampledCodes,
    weights: mapNumbers(
      sampledCodes,
      (code, index) => sampled[index] * (classWeights[code] / (sampledWeights[code] || 1)),
    ),
  };
}

/** Rows and total weight of each class. */
function countClasses({ codes, outputs, weights }: LogitProblem): {
  readonly classRows: Float64Array;
  readonly classWeights: Float64Array;
} {
  const classCount = outputs === 1 ? 2 : outputs;
  const [classRows, classWeights] = [new Float64Array(classCount), new Float64Array(classCount)];
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row];
    classRows[code] = classRows[code] + 1;
    classWeights[code] = classWeights[code] + weights[row];
  }
  return { classRows, classWeights };
}
