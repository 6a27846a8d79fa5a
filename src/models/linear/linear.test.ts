import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Matrix } from "../../table/matrix.js";
import { modelContract } from "../../testing/model-contract.js";
import * as rows from "../../testing/model-rows.js";
import { naiveBayes } from "../neighbors/naive-bayes.js";
import { elasticNet } from "./elastic-net.js";
import { lasso } from "./lasso.js";
import { linear } from "./linear.js";
import { logistic } from "./logistic.js";
import { ridge } from "./ridge.js";

interface Golden {
  readonly name: string;
  readonly alpha: number | null;
  readonly weights: readonly number[] | null;
  readonly columns: readonly (readonly number[])[];
  readonly target: readonly number[];
  readonly coefficients: readonly number[];
  readonly predictions: readonly number[];
}

const golden = JSON.parse(readFileSync(new URL("../golden/linear.json", import.meta.url), "utf8")) as {
  cases: readonly Golden[];
};

function toMatrix(columns: readonly (readonly number[])[]): Matrix {
  return {
    rowCount: columns[0]?.length ?? 0,
    names: columns.map((_, index) => `x${index}`),
    columns: columns.map((values) => Float64Array.from(values)),
  };
}

modelContract("linear", linear(), rows.matrix, rows.target);
modelContract("ridge", ridge({ alpha: 0.5 }), rows.matrix, rows.target);

describe("linear and ridge compared with exact arithmetic", () => {
  for (const { name, alpha, weights, columns, target, coefficients, predictions } of golden.cases) {
    it(`agrees to nine digits: ${name}`, () => {
      const matrix = toMatrix(columns);
      const model = alpha === null ? linear() : ridge({ alpha });
      const fitted = model.fit(
        matrix,
        Float64Array.from(target),
        weights ? { weights: Float64Array.from(weights) } : {},
      );
      const spread = Math.max(...target.map(Math.abs));
      fitted.predict(matrix).forEach((actual, row) => {
        expect(Math.abs(actual - predictions[row]) / spread).toBeLessThan(1e-9);
      });
      [...fitted.coefficients.values()].forEach((actual, index) => {
        const expected = coefficients[index];
        expect(Math.abs(actual - expected)).toBeLessThan(
          1e-8 * Math.abs(expected) + 1e-12 * Math.max(...coefficients.map(Math.abs)),
        );
      });
    });
  }
});

describe("linear", () => {
  it("fits slope 2 and intercept 3 accurately at values around a million", () => {
    const x = Float64Array.from({ length: 50 }, (_, i) => 1e6 + i);
    const fitted = linear().fit(
      { rowCount: 50, names: ["x"], columns: [x] },
      x.map((value) => 2 * value + 3),
    );
    expect(fitted.coefficients.get("x")).toBeCloseTo(2, 12);
    expect(fitted.intercept).toBeCloseTo(3, 5);
  });

  it("excludes constant and linearly dependent columns, and predicts as without them", () => {
    const a = [1, 2, 3, 4, 5, 7];
    const b = [2, 1, 4, 3, 6, 5];
    const sum = a.map((value, row) => value + b[row]);
    const target = Float64Array.from([3, 1, 4, 1, 5, 9]);
    const full = linear().fit(toMatrix([a, b]), target);
    const more = linear().fit(toMatrix([a, b, sum, a.map(() => 7)]), target);
    expect(more.leftOut).toHaveLength(2);
    expect(more.leftOut).toContain("x3");
    const expected = full.predict(toMatrix([a, b]));
    more.predict(toMatrix([a, b, sum, a.map(() => 7)])).forEach((actual, row) => {
      expect(actual).toBeCloseTo(expected[row], 10);
    });
  });

  it("refuses as many columns as rows and suggests ridge", () => {
    const target = Float64Array.of(1, 2);
    expect(() =>
      linear().fit(
        toMatrix([
          [1, 2],
          [3, 5],
        ]),
        target,
      ),
    ).toThrow("linear: expected more rows than columns, got 2 rows and 2 columns; select fewer columns or use ridge");
  });

  it("refuses a missing value at fit and at prediction, naming column and row", () => {
    const target = Float64Array.of(1, 2, 4);
    const message = 'linear: column "x0" is NaN at row index 1; impute it or remove the rows';
    expect(() => linear().fit(toMatrix([[1, Number.NaN, 2]]), target)).toThrow(message);
    const fitted = linear().fit(toMatrix([[1, 5, 2]]), target);
    expect(() => fitted.predict(toMatrix([[1, Number.NaN]]))).toThrow(message);
  });
});

describe("ridge", () => {
  it("refuses an alpha of 0", () => {
    expect(() => ridge({ alpha: 0 })).toThrow("ridge: expected alpha to be > 0, got 0; use linear for no penalty");
  });

  it("predicts the mean for a large alpha", () => {
    const fitted = ridge({ alpha: 1e12 }).fit(toMatrix([[1, 2, 3]]), Float64Array.of(1, 5, 6));
    expect(fitted.predict(toMatrix([[1, 2, 3]]))[0]).toBeCloseTo(4, 6);
  });

  it("gives the same coefficients with just fewer and just more columns than rows", () => {
    const columns = Array.from({ length: 6 }, (_, c) =>
      Array.from({ length: 6 }, (_, r) => Math.sin(3 * c + 7 * r * (c + 1))),
    );
    const target = Float64Array.from({ length: 6 }, (_, r) => Math.cos(r));
    const zeros = Array.from({ length: 6 }, (_, r) => (r === 0 ? 1e-9 : 0));
    const tall = ridge({ alpha: 0.3 }).fit(toMatrix(columns.slice(0, 5)), target);
    const wide = ridge({ alpha: 0.3 }).fit(toMatrix([...columns.slice(0, 5), zeros]), target);
    for (const name of ["x0", "x3", "x4"]) {
      expect(wide.coefficients.get(name)).toBeCloseTo(tall.coefficients.get(name) as number, 8);
    }
  });
});

it.each([linear(), ridge({ alpha: 1 }), lasso({ alpha: 1 }), elasticNet({ alpha: 1 }), logistic(), naiveBayes()])(
  "refuses a column whose squares overflow: $kind",
  (model) => {
    const x = Float64Array.of(1, 2, 3, -1e307, 5);
    expect(() => model.fit({ rowCount: 5, names: ["x"], columns: [x] }, Float64Array.of(0, 1, 0, 1, 1))).toThrow(
      `${model.kind}: column "x" is -1e+307 at row index 3, too large to be squared; divide the column by a constant or remove the rows`,
    );
  },
);

it("refuses weights whose sum overflows", () => {
  const weights = Float64Array.of(1, 2, 1e307);
  const x = { rowCount: 3, names: ["x"], columns: [Float64Array.of(1, 2, 3)] };
  expect(() => linear().fit(x, Float64Array.of(1, 2, 4), { weights })).toThrow(
    "linear: expected weights >= 0 and <= 1e+100, got 1e+307 at row index 2; remove the row",
  );
});
