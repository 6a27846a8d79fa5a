import { randomSource } from "../core/random-source.js";
import type { LogitProblem } from "./fit-logits.js";

const rowsOfRareClass = 200;

/**
 * Some `size` rows of the problem at random (always the same ones), every class among them, with weights that keep each class's total;
 * undefined where that saves less than half of the rows.
 */
export function logitSample(problem: LogitProblem, size: number): LogitProblem | undefined {
  const { codes, weights } = problem;
  if (codes.length <= 2 * size) return undefined;
  const counts = new Map<number, { rows: number; weight: number; kept: number }>();
  codes.forEach((code, row) => {
    const own = counts.get(code) ?? { rows: 0, weight: 0, kept: 0 };
    counts.set(code, own);
    own.rows += 1;
    own.weight += weights[row] as number;
  });
  const random = randomSource(0);
  const share = size / codes.length;
  const rows = Int32Array.from(codes.keys()).filter((row) => {
    const own = counts.get(codes[row] as number);
    if (own === undefined || random.uniform() >= Math.max(share, rowsOfRareClass / own.rows)) return false;
    own.kept += weights[row] as number;
    return true;
  });
  const lost = [...counts.values()].some(({ weight, kept }) => weight > 0 && kept === 0);
  if (lost || rows.length * 2 > codes.length) return undefined;
  return {
    ...problem,
    columns: problem.columns.map((values) => Float64Array.from(rows, (row) => values[row] as number)),
    codes: Int32Array.from(rows, (row) => codes[row] as number),
    weights: Float64Array.from(rows, (row) => {
      const { weight = 0, kept = 1 } = counts.get(codes[row] as number) ?? {};
      return ((weights[row] as number) * weight) / (kept || 1);
    }),
  };
}
