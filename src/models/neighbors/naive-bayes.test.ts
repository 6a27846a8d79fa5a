import { describe, it } from "vitest";
import { expectLists, golden, later, matrix, three } from "../../testing/classical-rows.js";
import { modelContract } from "../../testing/model-contract.js";
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
