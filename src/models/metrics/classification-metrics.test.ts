import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectNear } from "../../testing/golden-statistics.js";
import { accuracy } from "./accuracy.js";
import { brierScore } from "./brier-score.js";
import { calibrationBins } from "./calibration-bins.js";
import { classificationMetrics } from "./classification-metrics.js";
import { confusionMatrix } from "./confusion-matrix.js";
import { f1Score } from "./f1-score.js";
import { logLoss } from "./log-loss.js";
import { matthewsCorrelation } from "./matthews-correlation.js";
import { meanAbsolutePercentageError } from "./mean-absolute-percentage-error.js";
import { pinballLoss } from "./pinball-loss.js";
import { precision } from "./precision.js";
import { recall } from "./recall.js";
import { rocAuc } from "./roc-auc.js";

interface Averaged {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

interface Golden {
  readonly binary: readonly {
    readonly name: string;
    readonly actual: number[];
    readonly scores: number[];
    readonly brierScore: number;
    readonly calibration: Readonly<Record<"uniform" | "quantile", { actual: number[]; predicted: number[] }>>;
    readonly metrics: Readonly<Record<string, number>>;
  }[];
  readonly several: readonly {
    readonly name: string;
    readonly actual: number[];
    readonly predicted: number[];
    readonly probabilities: number[][];
    readonly accuracy: number;
    readonly matthewsCorrelation: number;
    readonly counts: number[][];
    readonly logLoss: number;
    readonly macro: Averaged;
    readonly weighted: Averaged;
  }[];
  readonly regression: readonly {
    readonly name: string;
    readonly actual: number[];
    readonly predicted: number[];
    readonly meanAbsolutePercentageError: number;
    readonly pinball: readonly (readonly [number, number])[];
  }[];
}

const golden = JSON.parse(readFileSync(new URL("../golden/metrics.json", import.meta.url), "utf8")) as Golden;
const exact = { relative: 1e-12, absolute: 1e-14 };

describe("metrics compared with scikit-learn", () => {
  for (const { name, actual, scores, metrics, brierScore: brier, calibration } of golden.binary) {
    it(`agree on two classes: ${name}`, () => {
      const result = classificationMetrics(actual, scores);
      expect(Object.keys(result)).toEqual(Object.keys(metrics));
      for (const [key, value] of Object.entries(result)) expectNear(value, metrics[key], exact);
      expectNear(brierScore(actual, scores), brier, exact);
    });

    for (const cut of ["uniform", "quantile"] as const) {
      it(`agree on calibration with ${cut} bins: ${name}`, () => {
        const bins = calibrationBins(actual, scores, { bins: 5, cut });
        expect(bins.map((bin) => bin.actual.toFixed(12))).toEqual(calibration[cut].actual.map((v) => v.toFixed(12)));
        expect(bins.map((bin) => bin.predicted.toFixed(12))).toEqual(
          calibration[cut].predicted.map((v) => v.toFixed(12)),
        );
        expect(bins.reduce((total, { count }) => total + count, 0)).toBe(actual.length);
      });
    }
  }

  for (const expected of golden.several) {
    it(`agree on several classes: ${expected.name}`, () => {
      const { actual, predicted } = expected;
      expect(confusionMatrix(actual, predicted).counts).toEqual(expected.counts);
      expectNear(accuracy(actual, predicted), expected.accuracy, exact);
      expectNear(matthewsCorrelation(actual, predicted), expected.matthewsCorrelation, exact);
      expectNear(logLoss(actual, expected.probabilities), expected.logLoss, exact);
      for (const average of ["macro", "weighted"] as const) {
        expectNear(precision(actual, predicted, { average }), expected[average].precision, exact);
        expectNear(recall(actual, predicted, { average }), expected[average].recall, exact);
        expectNear(f1Score(actual, predicted, { average }), expected[average].f1, exact);
      }
    });
  }

  for (const { name, actual, predicted, meanAbsolutePercentageError: share, pinball } of golden.regression) {
    it(`agree on percentages and quantiles: ${name}`, () => {
      expectNear(meanAbsolutePercentageError(actual, predicted), share, exact);
      for (const [quantile, loss] of pinball) expectNear(pinballLoss(actual, predicted, { quantile }), loss, exact);
    });
  }
});

describe("metrics of classes", () => {
  it("depend only on the order of scores, and mirror when the order is reversed", () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 9 })), { minLength: 2 });
    fc.assert(
      fc.property(rows, (drawn) => {
        const actual = [0, 1, ...drawn.map(([result]) => result)];
        const scores = [4, 6, ...drawn.map(([, score]) => score)];
        const area = rocAuc(actual, scores);
        const cubed = scores.map((score) => score ** 3 - 7);
        expect(rocAuc(actual, cubed)).toBe(area);
        const turned = scores.map((score) => -score);
        expect(rocAuc(actual, turned)).toBeCloseTo(1 - area, 12);
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  it("give 0.5 for equal scores, and a correlation of 0 for constant predictions", () => {
    expect(rocAuc([0, 1, 1], [3, 3, 3])).toBe(0.5);
    expect(matthewsCorrelation([0, 1, 1], [1, 1, 1])).toBe(0);
    expect(precision([1, 0], [0, 0])).toBe(0);
  });

  it("refuse a single class, classes other than 0 and 1, and missing scores", () => {
    expect(() => rocAuc([1, 1], [0.1, 0.2])).toThrow("rocAuc: expected rows of both classes, every row has class 1");
    expect(() => rocAuc([1, 2], [0.1, 0.2])).toThrow("rocAuc: expected classes 0 and 1, actual is 2 at row index 1");
    expect(() => rocAuc([1, 0], [0.1, Number.NaN])).toThrow("rocAuc: the score at row index 1 is missing");
  });

  it("refuse probabilities instead of classes and classes instead of probabilities", () => {
    expect(() => accuracy([1], [1, 0])).toThrow("accuracy: 1 actual values and 2 predictions");
    expect(() => confusionMatrix([0, 1], [0.2, 0.7])).toThrow(
      "expected integer classes, predicted is 0.2 at row index 0; apply a threshold to probabilities first",
    );
    expect(() => logLoss([0, 1], [0.5, 1.5])).toThrow("expected probabilities from 0 to 1, got 1.5 at row index 1");
    expect(() => logLoss([2], [0.5])).toThrow("expected classes 0 to 1, actual is 2");
  });

  it("refuse the average binary for three classes", () => {
    expect(() => f1Score([0, 1, 2], [0, 1, 2])).toThrow(
      'f1Score: average "binary" needs two classes including 1, got 0, 1, 2; set positive, or average to "macro" or "weighted"',
    );
    expect(f1Score([3, 4], [3, 4], { positive: 4 })).toBe(1);
  });
});
