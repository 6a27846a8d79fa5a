import { describe, expect, it } from "vitest";
import { real } from "../search/space/real.js";
import { optimize } from "./optimize.js";

describe("optimize", () => {
  it("returns the Pareto front of several objectives", async () => {
    const directions = { near: "minimize", far: "maximize" } as const;
    const study = await optimize(directions, { x: real(0, 1) }, ({ x }) => ({ near: x, far: x }), { trials: 10 });
    expect(study.front).toHaveLength(10);
    expect(study.directions).toEqual(directions);
  });
});
