import { describe, expect, it } from "vitest";
import { expectLists, golden, later, matrix, three } from "../../testing/classical-rows.js";
import { modelContract } from "../../testing/model-contract.js";
import { logistic } from "../linear/logistic.js";
import { restoreModel } from "../restore-model.js";
import { naiveBayes } from "./naive-bayes.js";

modelContract("naiveBayes", naiveBayes(), matrix, three, { classifier: true });

describe("naiveBayes", () => {
  for (const { name, weights, probabilities } of golden.bayes) {
    it(`agrees with scikit-learn: ${name}`, () => {
      const options = weights ? { weights: Float64Array.from(weights) } : {};
      expectLists(naiveBayes().fit(matrix, three, options).probabilities?.(later) ?? [], probabilities, 9);
    });
  }
});

it.each([naiveBayes(), logistic({ classWeights: "balanced" })])("refuses a class without weight: $kind", (model) => {
  const x = { rowCount: 4, names: ["x"], columns: [Float64Array.of(1, 2, 3, 4)] };
  expect(() => model.fit(x, Float64Array.of(0, 0, 1, 1), { weights: Float64Array.of(1, 1, 0, 0) })).toThrow(
    `${model.kind}: every row of class 1 has weight 0; remove the class or give some of its rows a weight above 0`,
  );
});

it("refuses values whose squares are infinite instead of giving NaN", () => {
  const fitted = naiveBayes().fit(matrix, three);
  const huge = { ...matrix, columns: matrix.columns.map((values) => values.map(() => 1e300)) };
  expect(() => fitted.predict(huge)).toThrow(/^naiveBayes: column .* is 1e\+300 at row index 0, too large/);
});

it.each([0, -1])("refuses the share %d in a file", (share) => {
  const json = JSON.parse(JSON.stringify(naiveBayes().fit(matrix, three)));
  json.shapes[1].share = share;
  expect(() => restoreModel(json)).toThrow(/^model.shapes\[1\].variances: expected .*share > 0/);
});
