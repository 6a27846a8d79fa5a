import { describe, expect, it } from "vitest";
import { expectNear, goldenStatistics } from "../testing/golden-statistics.js";
import { proportionZ } from "./proportion-z.js";

describe("proportionZ", () => {
  it.each(goldenStatistics.proportions)(
    "agrees with the pooled z test: $reference against $current",
    ({ reference, current, z, pValue }) => {
      const test = proportionZ({ hits: reference[0], count: reference[1] }, { hits: current[0], count: current[1] });
      expectNear(test.z, z, { relative: 1e-12 });
      expectNear(test.pValue, pValue, { relative: 1e-11 });
      expectNear(test.difference, current[0] / current[1] - reference[0] / reference[1]);
    },
  );

  it("has no difference when all rows are hits", () => {
    expect(proportionZ({ hits: 4, count: 4 }, { hits: 9, count: 9 })).toEqual({ z: 0, pValue: 1, difference: 0 });
  });

  it("refuses more hits than rows", () => {
    expect(() => proportionZ({ hits: 5, count: 4 }, { hits: 1, count: 2 })).toThrow("got 5 of 4");
  });
});
