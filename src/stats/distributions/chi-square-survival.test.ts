import { describe, it } from "vitest";
import { expectNear, goldenStatistics } from "../../testing/golden-statistics.js";
import { chiSquareSurvival } from "./chi-square-survival.js";

const { functions } = goldenStatistics;

describe("chiSquareSurvival", () => {
  it.each(functions.chiSquareSurvival ?? [])(
    "agrees with SciPy: %d with %d degrees of freedom",
    (statistic, degreesOfFreedom, expected) => {
      expectNear(chiSquareSurvival(statistic, degreesOfFreedom), expected, { relative: 1e-11 });
    },
  );
});
