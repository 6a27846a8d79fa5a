import { describe, expect, it } from "vitest";
import { randomSource } from "../../core/random-source.js";
import { expectLists, golden, later, matrix, number, toMatrix } from "../../testing/classical-rows.js";
import { modelContract } from "../../testing/model-contract.js";
import { elasticNet } from "./elastic-net.js";
import { lasso } from "./lasso.js";

modelContract("lasso", lasso({ alpha: 0.1 }), matrix, number);
modelContract("elasticNet", elasticNet({ alpha: 0.1 }), matrix, number);

describe("lasso and elasticNet", () => {
  for (const { kind, alpha, l1Share, weights, coefficients, intercept } of golden.linear) {
    it(`agree with scikit-learn: ${kind}, alpha ${alpha}${weights ? ", weighted" : ""}`, () => {
      const model = kind === "lasso" ? lasso({ alpha }) : elasticNet({ alpha, l1Share });
      const fitted = model.fit(matrix, number, weights ? { weights: Float64Array.from(weights) } : {});
      expectLists([[...fitted.coefficients.values()]], [coefficients], 8);
      expect(fitted.intercept).toBeCloseTo(intercept, 6);
      const zeros = coefficients.filter((value) => value === 0).length;
      expect([...fitted.coefficients.values()].filter((value) => value === 0)).toHaveLength(zeros);
    });
  }

  it("fit more columns than rows and duplicate columns", () => {
    const random = randomSource(3);
    const columns = Array.from({ length: 12 }, () => Array.from({ length: 8 }, () => random.normal()));
    const target = Float64Array.from(columns[0] ?? []);
    const single = lasso({ alpha: 0.2 }).fit(toMatrix(columns), target);
    const repeated = lasso({ alpha: 0.2 }).fit(toMatrix([...columns, columns[0] ?? []]), target);
    const both = (repeated.coefficients.get("x0") ?? 0) + (repeated.coefficients.get("x12") ?? 0);
    expect(both).toBeCloseTo(single.coefficients.get("x0") ?? Number.NaN, 8);
  });

  it("go to the mean when the penalty is large", () => {
    const fitted = elasticNet({ alpha: 1e6 }).fit(matrix, number);
    const mean = number.reduce((total, value) => total + value, 0) / number.length;
    expect(fitted.predict(later)[0]).toBeCloseTo(mean, 9);
  });

  it("refuse settings outside their range", () => {
    expect(() => lasso({ alpha: 0 })).toThrow("lasso: expected alpha to be > 0, got 0; use linear for no penalty");
    expect(() => elasticNet({ alpha: 1, l1Share: 0 })).toThrow("use ridge for 0");
  });
});
