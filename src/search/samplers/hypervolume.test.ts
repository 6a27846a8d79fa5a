import { describe, expect, it } from "vitest";
import { goldenPareto } from "../../testing/golden-pareto.js";
import { hypervolume } from "./hypervolume.js";

describe("hypervolume", () => {
  it.each(goldenPareto.points)("agrees with Optuna: $name", ({ points, reference, hypervolume: golden }) => {
    const expected = Number(golden);
    const actual = hypervolume(
      points.map((row) => row.map(Number)),
      reference.map(Number),
    );
    if (expected === Number.POSITIVE_INFINITY) expect(actual).toBe(expected);
    else expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
  });
});
