import { describe, expect, it } from "vitest";
import type { Matrix } from "../../table/matrix.js";
import { restoreModel } from "../restore-model.js";
import { checkRange } from "./check-range.js";
import { gradientBoosting } from "./gradient-boosting.js";
import { randomForest } from "./random-forest.js";

const values = Float64Array.from({ length: 400 }, (_, row) => row % 19);
const matrix: Matrix = { rowCount: 400, names: ["x", "z"], columns: [values, values.map((_, row) => row % 7)] };
const target = values.map((value, row) => 2 * value + (row % 7));
const times = (factor: number): Float64Array => target.map((value) => value * factor);
const models = { gradientBoosting: gradientBoosting({ rounds: 3 }), randomForest: randomForest({ trees: 3 }) };

describe("checkRange", () => {
  it("is 1 unless gains would not fit into float32", () => {
    expect(checkRange("fit", { target, weights: undefined, isClass: false })).toBe(1);
    expect(checkRange("fit", { target: new Float64Array(3), weights: undefined, isClass: false })).toBe(1);
    const bound = 400 * (42 * 1e30) ** 2;
    expect(bound * checkRange("fit", { target: times(1e30), weights: undefined, isClass: false })).toBeCloseTo(1, 0);
  });

  for (const [name, model] of Object.entries(models)) {
    it(`lets models of huge and tiny numbers be saved with their importance: ${name}`, () => {
      const usual = model.fit(matrix, target);
      for (const power of [2 ** 60, 2 ** -80]) {
        const fitted = model.fit(matrix, times(power));
        const restored = restoreModel(JSON.parse(JSON.stringify(fitted)));
        expect(restored.predict(matrix)).toEqual(fitted.predict(matrix));
        expect(fitted.predict(matrix)).toEqual(usual.predict(matrix).map((value) => value * power));
        expect(restored.importance?.().get("x")).toBeCloseTo(usual.importance().get("x") ?? 0, 6);
      }
    });

    it(`refuses what float32 cannot hold, in the name of the model: ${name}`, () => {
      for (const factor of [1e40, 1e-60]) {
        expect(() => model.fit(matrix, times(factor))).toThrow(
          new RegExp(`^${name}: the target is from 0 to .*, outside the range of float32; multiply`),
        );
      }
      const weights = new Float64Array(400).fill(1e307);
      expect(() => model.fit(matrix, target, { weights })).toThrow(`${name}: expected weights >= 0 and <= 1e+100`);
    });
  }

  it("refuses weights whose sum float32 cannot hold", () => {
    const weights = new Float64Array(400).fill(1e36);
    expect(() => models.gradientBoosting.fit(matrix, target, { weights })).toThrow(
      /^gradientBoosting: the weights add up to .*e\+38, the maximum is 1e\+38/,
    );
  });

  it("refuses a class without weight, which would have an infinite margin", () => {
    const classes = values.map((value) => (value > 9 ? 1 : 0));
    for (const objective of ["logistic", "softmax"] as const) {
      const fit = () => gradientBoosting({ objective }).fit(matrix, classes, { weights: classes });
      expect(fit).toThrow("gradientBoosting: every row of class 0 has weight 0");
    }
  });

  it("names the forest when a tree has rows of weight 0 only", () => {
    const weights = new Float64Array(400);
    weights[7] = 1;
    expect(() => randomForest({ trees: 20 }).fit(matrix, target, { weights, threads: 1 })).toThrow(
      "randomForest: every row drawn for a tree has weight 0",
    );
  });
});
