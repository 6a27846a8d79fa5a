import { randomSource } from "../../core/random-source.js";
import type { LogitProblem } from "./logit-problem.js";

const rowsOfRareClass = 200;

/**
 * Some `size` rows of the problem at random (always the same ones), every class among them, with weights that keep each class's total;
 * undefined where that saves less than half of the rows. Rows far from the centre are the likelier drawn, since they alone tell the
 * curvature along columns of rare values.
 */
export function logitSample(problem: LogitProblem, size: number): LogitProblem | undefined {
  const { columns, codes, weights } = problem;
  if (codes.length <= 2 * size) return undefined;
  const counts = new Map<number, { rows: number; weight: number; kept: number }>();
  codes.forEach((code, row) => {
    const own = counts.get(code) ?? { rows: 0, weight: 0, kept: 0 };
    counts.set(code, own);
    own.rows += 1;
    own.weight += weights[row];
  });
  const chances = rowSizes(columns, codes.length);
  const random = randomSource(0);
  const share = size / codes.length;
  const rows = Int32Array.from(codes.keys()).filter((row) => {
    const own = counts.get(codes[row]);
    const chance = Math.min(1, Math.max(share * chances[row], rowsOfRareClass / (own?.rows ?? 1)));
    chances[row] = chance;
    if (own === undefined || random.uniform() >= chance) return false;
    own.kept += weights[row] / chance;
    return true;
  });
  const lost = [...counts.values()].some(({ weight, kept }) => weight > 0 && kept === 0);
  if (lost || rows.length * 2 > codes.length) return undefined;
  return {
    ...problem,
    columns: columns.map((values) => Float64Array.from(rows, (row) => values[row])),
    codes: Int32Array.from(rows, (row) => codes[row]),
    weights: Float64Array.from(rows, (row) => {
      const { weight = 0, kept = 1 } = counts.get(codes[row]) ?? {};
      return ((weights[row] / chances[row]) * weight) / (kept || 1);
    }),
  };
}

/** Half of 1, half of the mean square of the row's values: 1 on average over scaled columns. */
function rowSizes(columns: readonly Float64Array[], rowCount: number): Float64Array {
  const sizes = new Float64Array(rowCount).fill(0.5);
  const part = 0.5 / columns.length;
  for (const values of columns) {
    for (let row = 0; row < rowCount; row++) sizes[row] = sizes[row] + part * values[row] ** 2;
  }
  return sizes;
}
