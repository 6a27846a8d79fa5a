import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { factorPositive } from "../../stats/linear/factor-positive.js";
import type { Matrix } from "../../table/matrix.js";
import { fastestLogitLoops } from "./fastest-logit-loops.js";
import { fitLogits } from "./fit-logits.js";
import { javascriptLogitLoops } from "./javascript-logit-loops.js";
import { logistic } from "./logistic.js";
import { logitCurvature } from "./logit-curvature.js";
import { logitLoss } from "./logit-loss.js";
import { logitSample } from "./logit-sample.js";
import { wasmLogitLoops } from "./wasm-logit-loops.js";

const golden = JSON.parse(readFileSync(new URL("../golden/logistic.json", import.meta.url), "utf8")) as {
  readonly rows: number;
  readonly cases: readonly {
    readonly name: string;
    readonly limits: readonly number[];
    readonly alpha: number;
    readonly weighted: boolean;
    readonly counts: readonly number[];
    readonly coefficients: readonly (readonly number[])[];
    readonly probabilities: readonly (readonly number[])[];
  }[];
};

const { matrix, score } = drawnRows(golden.rows);
const toClasses = (limits: readonly number[]): Float64Array =>
  score.map((value) => limits.filter((limit) => value >= limit).length);

describe("logistic regression of many rows compared with scikit-learn", () => {
  for (const { name, limits, alpha, weighted, counts, coefficients, probabilities } of golden.cases) {
    it(`agrees to nine digits: ${name}`, () => {
      const target = toClasses(limits);
      expect(counts).toEqual(counts.map((_, code) => target.filter((actual) => actual === code).length));
      const weights = matrix.columns[3]?.map((value) => 0.5 + value) ?? new Float64Array(0);
      const fitted = logistic({ alpha }).fit(matrix, target, weighted ? { weights } : {});
      const largest = Math.max(...coefficients.flat().map(Math.abs));
      fitted.coefficients.forEach((actual, output) => {
        [...actual.values()].forEach((value, index) => {
          expect(Math.abs(value - (coefficients[output]?.[index] ?? 0)) / largest).toBeLessThan(1e-9);
        });
      });
      const first = { ...matrix, rowCount: 20, columns: matrix.columns.map((values) => values.slice(0, 20)) };
      fitted.probabilities(first).forEach((actual, index) => {
        actual.forEach((value, row) => {
          expect(Math.abs(value - (probabilities[index]?.[row] ?? 0))).toBeLessThan(1e-9);
        });
      });
    });
  }

  it("reaches a gradient of 0, also for sorted classes and with a constant column", () => {
    const codes = Int32Array.from(toClasses([1.2])).sort();
    const columns = [...matrix.columns.slice(0, 2), new Float64Array(codes.length)];
    const weights = new Float64Array(codes.length).fill(1);
    const problem = { columns, codes, outputs: 1, weights, penalties: Float64Array.of(1, 1, 1) };
    const loops = fastestLogitLoops(problem);
    const { squares } = loops.scaleColumns();
    const [logit] = fitLogits(problem, loops, squares);
    const point = Float64Array.of(...(logit?.coefficients ?? []), logit?.intercept ?? 0);
    const { gradient } = logitLoss(problem, loops, point);
    expect(Math.max(...gradient.map(Math.abs)) / codes.length).toBeLessThan(1e-11);
  });
});

describe("the loops of logistic regression", () => {
  it("give the same bits in WebAssembly and in JavaScript", () => {
    for (const [outputs, rowCount, width] of [
      [1, 2601, 4],
      [3, 1538, 13],
    ] as const) {
      const columns = Array.from({ length: width }, (_, column) => score.subarray(column * 7, column * 7 + rowCount));
      const codes = Int32Array.from(toClasses([1.2, 2.6]).subarray(0, rowCount), (code) => Math.min(code, outputs));
      const weights = score.slice(0, rowCount).map((value) => 1 + Math.abs(value));
      const problem = { columns, codes, outputs, weights, penalties: new Float64Array(width).fill(0.5) };
      const point = Float64Array.from({ length: outputs * (width + 1) }, (_, entry) => Math.sin(entry) / 10);
      const [wasm, plain] = [wasmLogitLoops(problem), javascriptLogitLoops(problem)].map((loops) => {
        if (loops === undefined) throw new Error("no WebAssembly");
        const { centres, spreads, squares } = loops.scaleColumns();
        const scaling = [...centres, ...spreads, ...squares];
        const { gradient: alone } = logitLoss(problem, loops, point);
        const probabilities = Array.from({ length: outputs }, () => new Float64Array(rowCount));
        const { loss, gradient } = logitLoss(problem, loops, point, probabilities);
        const factor = factorPositive(logitCurvature(problem, loops, probabilities), point.length);
        const lower = factor?.filter((_, entry) => entry % point.length <= Math.floor(entry / point.length));
        return [...scaling, ...alone, loss, ...gradient, ...(lower ?? [])];
      });
      expect(wasm?.length).toBeGreaterThan(10);
      expect(wasm).toEqual(plain);
    }
  });

  it("give a column a mean of 0 and a deviation of 1, and 0 where all its values are the same", () => {
    const columns = [Float64Array.of(1e9 + 1, 1e9 + 3, 1e9 + 5, 1e9 + 3, 1e9 + 3), new Float64Array(5).fill(0.1)];
    const rows = { columns, codes: new Int32Array(5), outputs: 1, weights: new Float64Array(5).fill(1) };
    const loops = fastestLogitLoops(rows);
    const { centres, spreads, squares } = loops.scaleColumns();
    expect([...centres]).toEqual([1e9 + 3, 0.1]);
    expect([...spreads]).toEqual([Math.sqrt(8 / 5), 0]);
    expect(loops.columns.map((values) => [...values])).toEqual([
      [-2, 0, 2, 0, 0].map((difference) => difference * (1 / Math.sqrt(8 / 5))),
      [0, 0, 0, 0, 0],
    ]);
    expect([...squares].map((value) => Math.round(value * 1e12) / 1e12)).toEqual([2.5, 0, 2.5, 0, 0]);
  });

  it("compute probabilities to the last digits, also for logits of any size", () => {
    const logits = [0, -0, 1e-20, 0.3, -0.3466, 1, -2.5, 17, -36, 40, -300, 700, -700, 1e5, -1e5];
    const rowCount = logits.length;
    const rows = {
      columns: [],
      codes: new Int32Array(rowCount),
      outputs: 1,
      weights: new Float64Array(rowCount).fill(1),
    };
    for (const loops of [fastestLogitLoops(rows), javascriptLogitLoops(rows)]) {
      loops.blocks[0]?.set(logits);
      loops.replaceByResiduals(0, rowCount);
      logits.forEach((logit, row) => {
        const exact = 1 / (1 + Math.exp(-logit));
        expect(Math.abs((loops.blocks[0]?.[row] ?? Number.NaN) - exact)).toBeLessThanOrEqual(5e-16 * exact + 1e-300);
      });
    }
  });
});

describe("logitSample", () => {
  const codes = Int32Array.from(toClasses([2.6]));
  const rare = Float64Array.from(codes.keys(), (row) => (row % 5000 === 17 ? 70 : -0.014));
  const columns = [...matrix.columns.slice(0, 1), rare];
  const weights = new Float64Array(codes.length).fill(1);
  const problem = { columns, codes, outputs: 1, weights, penalties: Float64Array.of(1, 1) };
  const squares = rare.map((value) => value * value);

  it("samples every row with a rare value and preserves each class's weight", () => {
    const sample = logitSample(problem, squares, 500);
    expect(sample?.columns[1]?.filter((value) => value === 70)).toHaveLength(4);
    expect(sample?.codes.length).toBeLessThan(1500);
    for (const code of [0, 1]) {
      const total = sample?.weights.reduce((sum, weight, row) => sum + (sample.codes[row] === code ? weight : 0), 0);
      expect(total).toBeCloseTo(codes.filter((actual) => actual === code).length, 6);
    }
  });

  it("is undefined where it saves little", () => {
    expect(logitSample(problem, squares, 15_000)).toBeUndefined();
  });
});

/** The rows of golden/make-logistic.py. */
function drawnRows(rows: number): { readonly matrix: Matrix; readonly score: Float64Array } {
  const columns = Array.from({ length: 7 }, () => new Float64Array(rows));
  let state = 12_345n;
  for (let row = 0; row < rows; row++) {
    for (const values of columns) {
      state = (1_103_515_245n * state + 12_345n) % 2_147_483_648n;
      values[row] = Number(state) / 2_147_483_648;
    }
  }
  const [a, b, c, d, e, f, last] = columns;
  const at = (values: Float64Array | undefined, row: number): number => values?.[row] ?? Number.NaN;
  const sum = Float64Array.from({ length: rows }, (_, row) => at(b, row) + at(a, row));
  const far = Float64Array.from({ length: rows }, (_, row) => 1000 + 50 * at(c, row));
  const drawn = [a, sum, far, d, e, f].map((values) => values ?? new Float64Array(0));
  const score = Float64Array.from(
    { length: rows },
    (_, row) => 3 * at(a, row) - 2 * at(sum, row) + 0.04 * (at(far, row) - 1000) + 4 * (at(last, row) - 0.5),
  );
  return { matrix: { rowCount: rows, names: drawn.map((_, index) => `x${index}`), columns: drawn }, score };
}
