import { Worker } from "node:worker_threads";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomSource } from "../../core/random-source.js";
import type { Matrix } from "../../table/matrix.js";
import { modelContract } from "../../testing/model-contract.js";
import * as rows from "../../testing/model-rows.js";
import { rmse } from "../metrics/rmse.js";
import { restoreModel } from "../restore-model.js";
import { binMatrix } from "./bin-matrix.js";
import { gradientBoosting } from "./gradient-boosting.js";
import type { GradientBoostingOptions } from "./gradient-boosting-options.js";

/** A wave over one column, a step on another, a column without meaning, and roundingError. */
function wave(rowCount: number, seed: number): { matrix: Matrix; target: Float64Array } {
  const random = randomSource(seed);
  const draw = (make: () => number): Float64Array => Float64Array.from({ length: rowCount }, make);
  const columns = [
    draw(() => random.uniform() * 24),
    draw(() => random.integer(3)),
    draw(() => random.normal()),
  ] as const;
  const target = columns[0].map(
    (hour, row) => 100 * Math.sin(hour / 4) + 40 * (columns[1][row] === 1 ? 1 : 0) + random.normal(),
  );
  return { matrix: { rowCount, names: ["hour", "kind", "roundingError"], columns }, target };
}

function single(...values: number[]): Matrix {
  return { rowCount: values.length, names: ["x"], columns: [Float64Array.from(values)] };
}

const small: GradientBoostingOptions = { rounds: 60, depth: 4 };
const { matrix, target } = wave(1500, 1);
const later = wave(500, 2);

modelContract(
  "gradientBoosting",
  gradientBoosting({ rounds: 20, subsample: 0.7, columnSample: 0.6 }),
  rows.matrix,
  rows.target,
);

describe("gradientBoosting", () => {
  it("fits a wave almost to the noise and gives almost no importance to a random column", () => {
    const fitted = gradientBoosting({ rounds: 200, depth: 4 }).fit(matrix, target);
    expect(rmse(later.target, fitted.predict(later.matrix))).toBeLessThan(2);
    const shares = fitted.importance();
    expect([...shares.keys()].slice(0, 2)).toEqual(["hour", "kind"]);
    expect(shares.get("roundingError")).toBeLessThan(0.001);
    expect([...shares.values()].reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it("grows the same trees for the same seed, and others for another seed when it samples", () => {
    const drawing = { ...small, subsample: 0.6, columnSample: 0.7 };
    const text = (seed: number): string =>
      JSON.stringify(
        gradientBoosting({ ...drawing, seed })
          .fit(matrix, target)
          .toJSON(),
      );
    expect(text(3)).toBe(text(3));
    expect(text(3)).not.toBe(text(4));
  });

  it("has equal scores and predictions of the training rows, also for rows outside a tree's sample", () => {
    const fitted = gradientBoosting({ rounds: 150, depth: 4, subsample: 0.5 }).fit(matrix, target);
    expect(rmse(target, fitted.predict(matrix))).toBeLessThan(2);
  });

  it("stops early with the trees up to the best round", () => {
    const validation = { matrix: later.matrix, target: later.target };
    const options = { rounds: 2000, depth: 6, learningRate: 0.5, earlyStopping: 20 };
    const fitted = gradientBoosting(options).fit(matrix, target, { validation });
    const best = Math.min(...fitted.validationErrors);
    expect(fitted.trees.length).toBe(fitted.validationErrors.indexOf(best) + 1);
    expect(fitted.validationErrors.length).toBe(fitted.trees.length + 20);
    expect(rmse(later.target, fitted.predict(later.matrix))).toBeCloseTo(best, 6);
  });

  it("refuses early stopping without validation rows", () => {
    expect(() => gradientBoosting({ earlyStopping: 5 }).fit(matrix, target)).toThrow(
      "gradientBoosting: earlyStopping needs validation rows; set validation in the options of fit, or earlyStopping to 0",
    );
  });

  it("sends missing values to the side that fits them", () => {
    const x = single(1, 2, 3, 4, Number.NaN, Number.NaN);
    const fitted = gradientBoosting({ rounds: 50, lambda: 0, learningRate: 0.5 }).fit(
      x,
      Float64Array.of(0, 0, 9, 9, 0, 0),
    );
    expect([...fitted.predict(single(Number.NaN, 1, 4))].map(Math.round)).toEqual([0, 0, 9]);
  });

  it("splits missing from present values when nothing else differs", () => {
    const x = single(1, 5, -3, Number.NaN, Number.NaN);
    const fitted = gradientBoosting({ rounds: 60, depth: 1, lambda: 0, learningRate: 0.5 }).fit(
      x,
      Float64Array.of(2, 2, 2, 8, 8),
    );
    expect([...fitted.predict(single(-100, Number.NaN))].map(Math.round)).toEqual([2, 8]);
  });

  it("predicts the mean without a possible split: one row, a constant column, an all-missing column", () => {
    expect([...gradientBoosting(small).fit(single(3), Float64Array.of(7)).predict(single(9))]).toEqual([7]);
    for (const value of [5, Number.NaN]) {
      const fitted = gradientBoosting(small).fit(single(value, value, value), Float64Array.of(1, 2, 6));
      expect([...fitted.predict(single(1, Number.NaN))]).toEqual([3, 3]);
    }
  });

  it("fits as well when the target is tiny or far from 0", () => {
    const error = (change: (value: number) => number): number => {
      const changed = target.map(change);
      return rmse(changed, gradientBoosting(small).fit(matrix, changed).predict(matrix));
    };
    const plain = error((value) => value);
    expect(error((value) => value * 1e-9) / 1e-9).toBeCloseTo(plain, 3);
    expect(error((value) => value + 1e9)).toBeCloseTo(plain, 3);
  });

  it("has no leaf with fewer rows than minChildWeight", () => {
    const fitted = gradientBoosting({ ...small, minChildWeight: 40 }).fit(matrix, target);
    for (const tree of fitted.trees) expect(Math.min(...tree.sumHessian)).toBeGreaterThanOrEqual(40);
  });

  it("refuses unknown options and values out of range", () => {
    expect(() => gradientBoosting({ eta: 0.1 } as GradientBoostingOptions)).toThrow(
      'gradientBoosting: unknown option "eta"; expected one of objective, quantile, rounds',
    );
    expect(() => gradientBoosting({ depth: 2.5 })).toThrow(
      "gradientBoosting: expected depth to be an integer from 1 to 30, got 2.5",
    );
    expect(() => gradientBoosting({ subsample: 0 })).toThrow(
      "gradientBoosting: expected subsample to be a number > 0 and <= 1, got 0",
    );
  });

  it("refuses infinite values and values outside the range of float32", () => {
    for (const value of [Number.NEGATIVE_INFINITY, 1e39]) {
      expect(() => gradientBoosting().fit(single(1, value), Float64Array.of(1, 2))).toThrow(
        `gradientBoosting: column "x" is ${value} at row index 1, outside the range of float32; clip it or make it missing`,
      );
    }
  });

  it("refuses trees in JSON with a child outside the tree or a cycle", () => {
    const json = JSON.parse(JSON.stringify(gradientBoosting({ rounds: 1, depth: 2 }).fit(matrix, target).toJSON()));
    const withChild = (child: number): void => {
      json.trees.left_children = Buffer.from(Uint16Array.of(1, child, 5, 0, 0, 0, 0).buffer).toString("base64");
    };
    withChild(1);
    expect(() => restoreModel(json)).toThrow("model.trees[0]: node 1 has child 1; expected an unused node from 1 to 6");
    withChild(99);
    expect(() => restoreModel(json)).toThrow(
      "model.trees[0]: node 1 has child 99; expected an unused node from 1 to 6",
    );
  });

  it("does not depend on the order of rows, except for rounding", () => {
    const order = randomSource(9).permutation(matrix.rowCount);
    const shuffled = {
      ...matrix,
      columns: matrix.columns.map((values) => Float64Array.from(order, (row) => values[row])),
    };
    const actual = gradientBoosting(small).fit(
      shuffled,
      Float64Array.from(order, (row) => target[row]),
    );
    const straight = gradientBoosting(small).fit(matrix, target).predict(later.matrix);
    actual.predict(later.matrix).forEach((value, row) => {
      expect(value).toBeCloseTo(straight[row], 1);
    });
  });

  it("does not predict outside the range of the training targets by more than the steps allow", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.float({ noNaN: false, noDefaultInfinity: true }), fc.integer({ min: -50, max: 50 })), {
          minLength: 2,
          maxLength: 60,
        }),
        (rows) => {
          const targets = Float64Array.from(rows, ([, value]) => value);
          const x = single(...rows.map(([value]) => value));
          const predicted = gradientBoosting({ rounds: 20, depth: 3 }).fit(x, targets).predict(x);
          const [low, high] = [Math.min(...targets), Math.max(...targets)];
          return predicted.every((value) => value >= low - 1e-3 && value <= high + 1e-3);
        },
      ),
      { numRuns: 60, seed: 1 },
    );
  });
});

describe("fitBinned", () => {
  it("grows the same trees as fit", () => {
    const binned = binMatrix(matrix);
    expect(gradientBoosting(small).fitBinned(binned, target).toJSON()).toEqual(
      gradientBoosting(small).fit(matrix, target).toJSON(),
    );
  });

  it("uses only the given rows", () => {
    const rows = Int32Array.from({ length: 800 }, (_, index) => index);
    const poisoned = target.map((value, row) => (row < 800 ? value : 1e6));
    const binned = binMatrix(matrix);
    const actual = gradientBoosting(small).fitBinned(binned, poisoned, { rows });
    expect(actual.toJSON()).toEqual(gradientBoosting(small).fitBinned(binned, target, { rows }).toJSON());
  });

  it("refuses rows outside the matrix", () => {
    expect(() => gradientBoosting().fitBinned(binMatrix(matrix), target, { rows: Int32Array.of(0, 1500) })).toThrow(
      "gradientBoosting: options.rows has row index 1500, the matrix has 1500 rows",
    );
  });

  it("uses the same memory in a worker thread when shared", async () => {
    const binned = binMatrix(matrix, { shared: true });
    const worker = new Worker(
      'const { parentPort } = require("node:worker_threads"); parentPort.once("message", (binned) => { binned.columnBins[0] = 77; parentPort.postMessage("done"); });',
      { eval: true },
    );
    const done = new Promise((resolve) => worker.once("message", resolve));
    worker.postMessage(binned);
    await done;
    await worker.terminate();
    expect(binned.columnBins[0]).toBe(77);
  });
});
