import { describe, expect, it } from "vitest";
import { goldenPareto } from "../../testing/golden-pareto.js";
import { largestHypervolume } from "./largest-hypervolume.js";

describe("largestHypervolume", () => {
  it.each(goldenPareto.points)("selects the points of Optuna: $name", ({ points, ranks, reference, size, subset }) => {
    const front = Array.from(ranks.keys()).filter((index) => ranks[index] === 0);
    const selected = largestHypervolume(
      front.map((index) => (points[index] ?? []).map(Number)),
      size,
      reference.map(Number),
    );
    expect(selected.map((index) => front[index]).sort((a, b) => a - b)).toEqual(subset);
  });
});
