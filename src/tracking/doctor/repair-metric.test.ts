import { describe, expect, it } from "vitest";
import { repairMetric } from "./repair-metric.js";

describe("repairMetric", () => {
  it.each([
    ["17 0.5 0\n", undefined],
    ["17 0.5 0\n18 0.", "17 0.5 0\n"],
    ["", ""],
    ["17 1.0 0 a b c d\n", "17 1.0 0 a_b_c d\n"],
    ["x\n\n17 1.0\n", "17 1.0\n"],
  ])("%j", (text, repaired) => {
    expect(repairMetric(text)).toBe(repaired);
  });
});
