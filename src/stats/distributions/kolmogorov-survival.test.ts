import { describe, expect, it } from "vitest";
import { expectNear, goldenStatistics } from "../../testing/golden-statistics.js";
import { kolmogorovSurvival } from "./kolmogorov-survival.js";

const { functions } = goldenStatistics;

describe("kolmogorovSurvival", () => {
  it.each(functions.kolmogorovSurvival ?? [])("agrees with SciPy: %d of %d values", (x, count, expected) => {
    expectNear(kolmogorovSurvival(x, count), expected, { absolute: 1e-13 });
  });

  it("never increases with x where the formula changes", () => {
    for (const count of [7, 140, 141, 5_000, 100_001]) {
      const tails = Array.from({ length: 100 }, (_, step) =>
        kolmogorovSurvival(((step + 1) / 100) * (3 / Math.sqrt(count)), count),
      );
      for (let step = 1; step < tails.length; step++) {
        expect(tails[step]).toBeLessThanOrEqual(tails[step - 1] + 1e-9);
      }
    }
  });

  it("is NaN without values", () => expect(kolmogorovSurvival(0.5, 0)).toBeNaN());
});
