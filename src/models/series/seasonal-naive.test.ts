import { describe, expect, it } from "vitest";
import { seasonalNaive } from "./seasonal-naive.js";

describe("seasonalNaive", () => {
  it("refuses a series shorter than a season and a number of steps that is not an integer", () => {
    expect(() => seasonalNaive({ period: 3 }).fit(Float64Array.of(1, 2))).toThrow(
      "expected 3 or more values, the series has 2",
    );
    expect(() => seasonalNaive({ period: 1 }).fit(Float64Array.of(1)).forecast(1.5)).toThrow("got 1.5");
  });
});
