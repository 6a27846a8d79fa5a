import { describe, expect, it } from "vitest";
import { modelContract } from "../../testing/model-contract.js";
import { matrix, oneColumn, target } from "../../testing/model-rows.js";
import { meanModel } from "./mean-model.js";

modelContract("meanModel", meanModel(), matrix, target);

describe("meanModel", () => {
  it("predicts the weighted mean of the target, accurate far from 0", () => {
    const weights = Float64Array.of(1, 3);
    const fitted = meanModel().fit(oneColumn(1, 2), Float64Array.of(1e15 + 1, 1e15 + 5), { weights });
    expect([...fitted.predict(oneColumn(9))]).toEqual([1e15 + 4]);
  });
});
