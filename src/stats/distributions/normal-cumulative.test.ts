import { describe, expect, it } from "vitest";
import { expectNear, goldenStatistics } from "../../testing/golden-statistics.js";
import { normalCumulative } from "./normal-cumulative.js";

const { functions } = goldenStatistics;

describe("normalCumulative", () => {
  it.each(functions.normalCumulative ?? [])("agrees with SciPy: %d", (z, expected) => {
    expectNear(normalCumulative(z), expected, { relative: 1e-12 });
  });

  it("is 0.5 at 0", () => expect(normalCumulative(0)).toBe(0.5));
});
