import { describe, it } from "vitest";
import { expectNear, goldenStatistics } from "../../testing/golden-statistics.js";
import { smirnovSurvival } from "./smirnov-survival.js";

const { functions } = goldenStatistics;

describe("smirnovSurvival", () => {
  it.each(functions.smirnovSurvival ?? [])("agrees with SciPy: %d of %d values", (x, count, expected) => {
    expectNear(smirnovSurvival(x, count), expected, { absolute: 1e-300 });
  });
});
