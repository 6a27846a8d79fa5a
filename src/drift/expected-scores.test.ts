import { describe, expect, it } from "vitest";
import { expectedScores } from "./expected-scores.js";

const two = (...values: number[]): readonly Float64Array[] => [
  Float64Array.from(values, (value) => 1 - value),
  Float64Array.from(values),
];

describe("expectedScores", () => {
  it("is the score itself where the truth is certain", () => {
    const found = expectedScores({
      calibrated: two(0, 1, 0, 1),
      probabilities: two(0.1, 0.4, 0.6, 0.9),
      predicted: Float64Array.of(0, 0, 1, 1),
    });
    expect(found).toMatchObject({ rocAuc: 0.75, accuracy: 0.5, precision: 0.5, recall: 0.5, f1: 0.5 });
    expect(found.matthewsCorrelation).toBe(0);
    expect(found.brierScore).toBeCloseTo((0.01 + 0.36 + 0.36 + 0.01) / 4, 12);
    expect(found.logLoss).toBeCloseTo(-(2 * Math.log(0.9) + 2 * Math.log(0.4)) / 4, 12);
  });

  it("counts rows by their probability, and rows of one score as one step", () => {
    const half = { calibrated: two(0.5, 0.5), probabilities: two(0.7, 0.7), predicted: Float64Array.of(1, 1) };
    expect(expectedScores(half)).toMatchObject({ rocAuc: 0.5, accuracy: 0.5, precision: 0.5, recall: 1 });
  });

  it("scores many classes by accuracy, macro F1 and log loss", () => {
    const rows = [Float64Array.of(0.8, 0.1), Float64Array.of(0.1, 0.2), Float64Array.of(0.1, 0.7)];
    const found = expectedScores({ calibrated: rows, probabilities: rows, predicted: Float64Array.of(0, 2) });
    expect(Object.keys(found)).toEqual(["accuracy", "logLoss", "f1Macro"]);
    expect(found.accuracy).toBeCloseTo(0.75, 12);
  });
});
