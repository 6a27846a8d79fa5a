import { describe, expect, it } from "vitest";
import { correlation } from "./correlation.js";
import { fClasses } from "./f-classes.js";
import { fRegression } from "./f-regression.js";
import { mean } from "./mean.js";
import { powerOfTwo } from "./power-of-two.js";
import { standardDeviation } from "./standard-deviation.js";
import { summarize } from "./summarize.js";

const values = [1, 2, 4, 7, 7.5];
const other = [2, 1, 3, 9, 4];

describe("powerOfTwo", () => {
  it("is 1 for ordinary values, for none, zeros and infinities", () => {
    for (const some of [values, [], [0, 0], [Number.NaN, 3], [Number.POSITIVE_INFINITY, 1]])
      expect(powerOfTwo(some)).toBe(1);
  });

  for (const unit of [2 ** 1020, 2 ** 600, 2 ** -600, 2 ** -1000]) {
    it(`preserves statistics of values whose squares are beyond the range of numbers: unit ${unit}`, () => {
      const scaled = values.map((value) => value * unit);
      expect(mean(scaled)).toBe(mean(values) * unit);
      expect(standardDeviation(scaled)).toBe(standardDeviation(values) * unit);
      const [found, expected] = [summarize(scaled), summarize(values)];
      expect(found.skewness).toBeCloseTo(expected.skewness, 14);
      expect(found.kurtosis).toBeCloseTo(expected.kurtosis, 14);
      expect(correlation(scaled, other)).toBe(correlation(values, other));
      expect(fRegression(scaled, other)).toEqual(fRegression(values, other));
      expect(fClasses(scaled, [0, 0, 1, 1, 1]).statistic).toBeCloseTo(fClasses(values, [0, 0, 1, 1, 1]).statistic, 14);
    });
  }

  it("gives the mean of values of both signs near the largest number", () => {
    expect(mean([1.7e308, 1.7e308, -1.7e308])).toBeCloseTo(1.7e308 / 3, -300);
  });
});
