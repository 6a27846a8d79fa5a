import { describe, expect, it } from "vitest";
import { expectNear, goldenStatistics } from "../../testing/golden-statistics.js";
import { kolmogorovSurvival } from "./kolmogorov-survival.js";
import { smirnovSurvival } from "./smirnov-survival.js";

const { functions } = goldenStatistics;

describe("kolmogorovSurvival", () => {
  it.each(functions.smirnovSurvival ?? [])("has SciPy's one-sided tail at %d of %d values", (x, count, expected) => {
    expectNear(smirnovSurvival(x, count), expected, { absolute: 1e-300 });
  });

  it.each(functions.kolmogorovSurvival ?? [])("has SciPy's two-sided tail at %d of %d values", (x, count, expected) => {
    expectNear(kolmogorovSurvival(x, count), expected, { absolute: 1e-13 });
  });

  it("never rises with x, where one formula hands over to the next", () => {
    for (const count of [7, 140, 141, 5_000, 100_001]) {
      const tails = Array.from({ length: 400 }, (_, step) =>
        kolmogorovSurvival(((step + 1) / 400) * (3 / Math.sqrt(count)), count),
      );
      for (let step = 1; step < tails.length; step++) {
        expect(tails[step]).toBeLessThanOrEqual(tails[step - 1] + 1e-9);
      }
    }
  });

  it("gives NaN for no values", () => expect(kolmogorovSurvival(0.5, 0)).toBeNaN());
});
