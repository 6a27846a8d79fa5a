import { expect, it } from "vitest";
import { driftStrength } from "./drift-strength.js";

it("divides a distance by its threshold", () => {
  expect(driftStrength({ scoreIs: "distance", score: 0.3, threshold: 0.1 })).toBeCloseTo(3, 12);
  expect(driftStrength({ scoreIs: "distance", score: 0.3, threshold: 0 })).toBe(Number.POSITIVE_INFINITY);
});

it("gains 1 for two powers of ten below the threshold of a p-value", () => {
  expect(driftStrength({ scoreIs: "p-value", score: 0.05, threshold: 0.05 })).toBe(1);
  expect(driftStrength({ scoreIs: "p-value", score: 0.0005, threshold: 0.05 })).toBeCloseTo(2, 12);
  expect(driftStrength({ scoreIs: "p-value", score: 0.5, threshold: 0.05 })).toBeCloseTo(0.1, 12);
  expect(driftStrength({ scoreIs: "p-value", score: 0, threshold: 0.05 })).toBe(Number.POSITIVE_INFINITY);
});
