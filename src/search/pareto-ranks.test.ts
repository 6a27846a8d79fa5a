import { describe, expect, it } from "vitest";
import { goldenPareto } from "../testing/golden-pareto.js";
import { paretoRanks } from "./pareto-ranks.js";

describe("paretoRanks", () => {
  it.each(goldenPareto.points)("agrees with Optuna: $name", ({ points, ranks }) => {
    expect(paretoRanks(points.map((row) => row.map(Number)))).toEqual(ranks);
  });
});
