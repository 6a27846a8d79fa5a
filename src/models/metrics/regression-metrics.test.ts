import { describe, expect, it } from "vitest";
import { meanAbsoluteError } from "./mean-absolute-error.js";
import { pinballLoss } from "./pinball-loss.js";
import { r2 } from "./r2.js";
import { regressionMetrics } from "./regression-metrics.js";
import { rmse } from "./rmse.js";

describe("rmse, meanAbsoluteError, r2 and regressionMetrics", () => {
  const actual = [3, -0.5, 2, 7];
  const predicted = [2.5, 0, 2, 8];

  it("agree with the examples in scikit-learn's documentation", () => {
    expect(rmse(actual, predicted)).toBeCloseTo(Math.sqrt(0.375), 15);
    expect(meanAbsoluteError(actual, predicted)).toBe(0.5);
    expect(r2(actual, predicted)).toBeCloseTo(0.9486081370449679, 15);
    expect(regressionMetrics(actual, predicted)).toEqual({
      rmse: rmse(actual, predicted),
      meanAbsoluteError: 0.5,
      r2: r2(actual, predicted),
    });
  });

  it("give an r2 of 0 for the mean, 1 for perfect predictions and 0 for others when the target is constant", () => {
    expect(r2([1, 2, 3], [2, 2, 2])).toBe(0);
    expect(r2([5, 5], [5, 5])).toBe(1);
    expect(r2([5, 5], [5, 6])).toBe(0);
  });

  it("are right where sums of squares and errors exceed the largest number", () => {
    const [large, far] = [
      [1e308, -1e308, 5e307],
      [-1e308, -9e307, 5e307],
    ];
    expect(rmse(large, far) / 1.1561430130683084e308).toBeCloseTo(1, 14);
    expect(meanAbsoluteError(large, far) / 7e307).toBeCloseTo(1, 14);
    expect(pinballLoss(large, far, { quantile: 0.9 }) / 6.033333333333333e307).toBeCloseTo(1, 14);
    expect(r2(large, far)).toBeCloseTo(-0.8507692307692307, 14);
    expect(rmse([1e200, 2e200], [2e200, 3e200])).toBeCloseTo(1e200, -186);
    expect(rmse([Number.POSITIVE_INFINITY], [1])).toBe(Number.POSITIVE_INFINITY);
    expect(rmse([Number.NaN], [1e308])).toBeNaN();
  });

  it("refuse arrays of different length and empty ones", () => {
    expect(() => rmse([1], [1, 2])).toThrow("rmse: 1 actual values and 2 predictions; give one prediction per row");
    expect(() => r2([], [])).toThrow("r2: actual and predicted values are empty; give at least one row");
  });
});
