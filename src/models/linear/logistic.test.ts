import { describe, expect, it } from "vitest";
import { randomSource } from "../../core/random-source.js";
import { expectLists, golden, later, matrix, three, toMatrix, two } from "../../testing/classical-rows.js";
import { modelContract } from "../../testing/model-contract.js";
import { accuracy } from "../metrics/accuracy.js";
import { logistic } from "./logistic.js";

modelContract("logistic, two classes", logistic(), matrix, two, { classifier: true });
modelContract("logistic, three classes", logistic({ classWeights: "balanced" }), matrix, three, { classifier: true });

describe("logistic", () => {
  for (const { name, target, alpha, balanced, weights, ...expected } of golden.logistic) {
    it(`agrees with scikit-learn: ${name}`, () => {
      const fitted = logistic({ alpha, classWeights: balanced ? "balanced" : "equal" }).fit(
        matrix,
        Float64Array.from(target),
        weights ? { weights: Float64Array.from(weights) } : {},
      );
      expectLists(
        fitted.coefficients.map((result) => [...result.values()]),
        expected.coefficients,
        7,
      );
      expectLists(fitted.probabilities(later), expected.probabilities, 9);
      // Softmax intercepts are not penalised, so only their differences are defined.
      const level = expected.intercepts.length > 1 ? expected.intercepts : [0, ...expected.intercepts];
      const result = fitted.intercepts.length > 1 ? fitted.intercepts : [0, ...fitted.intercepts];
      level.forEach((value, index) => {
        expect((result[index] ?? 0) - (result[0] ?? 0)).toBeCloseTo(value - (level[0] ?? 0), 5);
      });
    });
  }

  it("has finite coefficients for separable classes, and predicts the classes of the target", () => {
    const x = [[-3, -2, -1, 1, 2, 3]];
    const fitted = logistic({ alpha: 1e-6 }).fit(toMatrix(x), Float64Array.of(4, 4, 4, 9, 9, 9));
    expect([...fitted.predict(toMatrix(x))]).toEqual([4, 4, 4, 9, 9, 9]);
    expect(Number.isFinite(fitted.coefficients[0]?.get("x0"))).toBe(true);
  });

  it("does not depend on the offset of a column", () => {
    const moved = toMatrix(golden.columns.map((values, index) => (index === 0 ? values.map((v) => v + 1e6) : values)));
    const near = logistic().fit(matrix, two);
    const far = logistic().fit(moved, two);
    far.coefficients[0]?.forEach((value, name) => {
      expect(value).toBeCloseTo(near.coefficients[0]?.get(name) ?? Number.NaN, 7);
    });
  });

  it("treats a row of weight 2 as two rows, and gives a constant column 0", () => {
    const repeated = toMatrix([
      ...golden.columns.map((values) => [...values, ...values.slice(0, 5)]),
      new Array(85).fill(3),
    ]);
    const doubled = logistic().fit(repeated, Float64Array.from([...two, ...two.slice(0, 5)]));
    const weights = Float64Array.from(two, (_, row) => (row < 5 ? 2 : 1));
    const single = toMatrix([...golden.columns, new Array(80).fill(3)]);
    const weighed = logistic().fit(single, two, { weights });
    weighed.coefficients[0]?.forEach((value, name) => {
      expect(value).toBeCloseTo(doubled.coefficients[0]?.get(name) ?? Number.NaN, 9);
    });
    expect(weighed.coefficients[0]?.get("x4")).toBe(0);
  });

  it("fits more columns than rows", () => {
    const random = randomSource(1);
    const wide = toMatrix(Array.from({ length: 20 }, () => Array.from({ length: 10 }, () => random.normal())));
    const target = Float64Array.from({ length: 10 }, (_, row) => row % 2);
    expect(accuracy(target, logistic({ alpha: 0.01 }).fit(wide, target).predict(wide))).toBe(1);
  });

  it("refuses weights of another length, negative weights and an alpha of 0", () => {
    expect(() => logistic().fit(matrix, two, { weights: Float64Array.of(1) })).toThrow(
      "logistic: expected one weight per row (80), got 1",
    );
    const negative = new Float64Array(80).fill(1);
    negative[3] = -1;
    expect(() => logistic().fit(matrix, two, { weights: negative })).toThrow(
      "expected weights >= 0, got -1 at row index 3",
    );
    expect(() => logistic({ alpha: 0 })).toThrow("logistic: expected alpha to be > 0, got 0");
  });
});
