import { describe, expect, it } from "vitest";
import { goldenPareto } from "../../testing/golden-pareto.js";
import { parameterGroups } from "./parameter-groups.js";

describe("parameterGroups", () => {
  it.each(goldenPareto.groups)("agrees with Optuna: %#", ({ points, groups }) => {
    const actual = parameterGroups(points).map((group) => [...group].sort());
    expect(actual.sort((a, b) => (a.join() < b.join() ? -1 : 1))).toEqual(groups);
  });
});
