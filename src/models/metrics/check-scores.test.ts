import { describe, expect, it } from "vitest";
import { averagePrecision } from "./average-precision.js";
import { brierScore } from "./brier-score.js";
import { calibrationBins } from "./calibration-bins.js";
import { classificationMetrics } from "./classification-metrics.js";
import { logLoss } from "./log-loss.js";
import { rocAuc } from "./roc-auc.js";

const actual = [0, 0, 1, 1];
const classes = [0, 1, 1, 1];
const probabilities = [0.2, 0.6, 0.55, 0.9];
const metrics = { rocAuc, averagePrecision, logLoss, brierScore, calibrationBins, classificationMetrics };

describe("metrics of probabilities", () => {
  for (const [name, metric] of Object.entries(metrics)) {
    it(`refuse predicted classes and name probability: ${name}`, () => {
      expect(() => metric(actual, classes)).toThrow(
        `${name}: every score is 0 or 1, as predicted classes are; pass probability(rows) instead of predict(rows)`,
      );
      expect(() => metric(actual, classes, { allowClasses: true })).not.toThrow();
      expect(() => metric(actual, [0, 1, 1, 0.5])).not.toThrow();
    });
  }

  it("refuse predicted classes of several classes", () => {
    const oneHot = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ];
    expect(() => logLoss([0, 1, 2], oneHot)).toThrow("logLoss: every score is 0 or 1");
    expect(logLoss([0, 1, 2], oneHot, { allowClasses: true })).toBeCloseTo(0, 12);
  });

  it("rank by probabilities better than by classes, the reason for the refusal", () => {
    expect(rocAuc(actual, classes, { allowClasses: true })).toBe(0.75);
    expect(rocAuc(actual, probabilities)).toBe(0.75);
    expect(rocAuc(actual, [0.2, 0.55, 0.6, 0.9])).toBe(1);
  });
});

it("refuses a Brier score of values that are not probabilities", () => {
  expect(() => brierScore([0, 1], [-0.1, 0.5])).toThrow(
    "brierScore: expected probabilities from 0 to 1, got -0.1 at row index 0; pass predicted probabilities, not scores",
  );
});
