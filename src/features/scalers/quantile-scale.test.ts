import { describe, expect, it } from "vitest";
import { scalerContract } from "../../testing/scaler-contract.js";
import { quantileScale } from "./quantile-scale.js";

scalerContract("quantileScale", quantileScale({ columns: ["x"] }), {
  golden: {
    quantileScale: [quantileScale(), 12],
    "quantileScale normal": [quantileScale({ output: "normal" }), 9],
    "quantileScale 7": [quantileScale({ quantiles: 7 }), 12],
  },
  isUnitFree: true,
});

describe("quantileScale", () => {
  it("refuses fewer than two quantiles and an unknown output", () => {
    expect(() => quantileScale({ quantiles: 1 })).toThrow("quantileScale: quantiles: expected an integer >= 2, got 1");
    expect(() => quantileScale({ output: "even" as "uniform" })).toThrow('expected one of "uniform", "normal"');
  });
});
