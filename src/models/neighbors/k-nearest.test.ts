import { describe, expect, it } from "vitest";
import { expectLists, golden, later, matrix, number, three, toMatrix } from "../../testing/classical-rows.js";
import { modelContract } from "../../testing/model-contract.js";
import { kNearest } from "./k-nearest.js";

modelContract("kNearest of numbers", kNearest({ target: "number" }), matrix, number);
modelContract("kNearest of classes", kNearest({ target: "class", weights: "distance" }), matrix, three, {
  classifier: true,
});

describe("kNearest", () => {
  for (const { neighbours, weigh, numbers, probabilities } of golden.near) {
    it(`agrees with scikit-learn: ${neighbours} neighbours, ${weigh}`, () => {
      const mean = kNearest({ neighbours, weights: weigh, target: "number" }).fit(matrix, number);
      expectLists([mean.predict(later)], [numbers], 9);
      const share = kNearest({ neighbours, weights: weigh, target: "class" }).fit(matrix, three);
      expectLists(share.probabilities?.(later) ?? [], probabilities, 9);
    });
  }

  it("uses only rows at distance 0 where there are any, and the first of rows at the same distance", () => {
    const rows = toMatrix([[0, 0, 1, 3, -1]]);
    const target = Float64Array.of(2, 4, 100, 200, 300);
    const near = kNearest({ target: "number", neighbours: 3, weights: "distance" }).fit(rows, target);
    expect([...near.predict(toMatrix([[0, 2]]))]).toEqual([3, (100 + 200 + 2 / 2) / 2.5]);
  });

  it("gives a probability of exactly 1 where all neighbours have one class", () => {
    const rows = toMatrix([Array.from({ length: 50 }, (_, row) => (row < 25 ? row : row + 1_000))]);
    const classes = Float64Array.from({ length: 50 }, (_, row) => (row < 25 ? 0 : 1));
    const fitted = kNearest({ target: "class", neighbours: 25 }).fit(rows, classes);
    expect(fitted.probabilities?.(rows)[1]).toEqual(classes);
  });

  it("refuses more neighbours than rows", () => {
    expect(() => kNearest({ target: "number" }).fit(toMatrix([[1, 2]]), Float64Array.of(1, 2))).toThrow(
      "kNearest: expected neighbours to be at most the number of training rows (2), got 5",
    );
  });

  it("refuses values whose squares are infinite, in training and later rows", () => {
    const model = kNearest({ target: "number", neighbours: 1 });
    const huge = toMatrix([[1e200, 2e200, 3e200]]);
    expect(() => model.fit(huge, Float64Array.of(1, 2, 3))).toThrow(
      "is 1e+200 at row index 0, too large to be squared",
    );
    const fitted = model.fit(toMatrix([[1, 2, 3]]), Float64Array.of(1, 2, 3));
    expect(() => fitted.predict(huge)).toThrow("is 1e+200 at row index 0, too large; impute it");
  });
});
