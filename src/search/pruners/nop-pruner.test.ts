import { describe, expect, it } from "vitest";
import { runCurves } from "../../testing/pruner-contract.js";
import { nopPruner } from "./nop-pruner.js";

describe("nopPruner", () => {
  it("completes trials that any other pruner ends", async () => {
    const { trials } = await runCurves("minimize", 1, nopPruner());
    expect(trials.filter(({ state }) => state === "pruned")).toEqual([]);
  });
});
