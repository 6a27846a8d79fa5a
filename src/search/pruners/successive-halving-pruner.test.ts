import { describe, expect, it } from "vitest";
import { prunerContract, runCurves } from "../../testing/pruner-contract.js";
import type { Study } from "../study.js";
import { successiveHalvingPruner } from "./successive-halving-pruner.js";

prunerContract("successive-halving", successiveHalvingPruner);

describe("successiveHalvingPruner", () => {
  it("saves most of the steps and still finds a good trial", async () => {
    const all = await runCurves("minimize", 1, { kind: "none", shouldPrune: () => false });
    const some = await runCurves("minimize", 1, successiveHalvingPruner({ minSteps: 2 }));
    const steps = (study: Study<unknown>): number =>
      study.trials.reduce((sum, { intermediate }) => sum + intermediate.length, 0);
    expect(steps(some)).toBeLessThan(0.5 * steps(all));
    expect(some.bestValue).toBeLessThan(all.bestValue + 0.3);
  });

  it("refuses minSteps below 1 and a reduction below 2", () => {
    expect(() => successiveHalvingPruner({ minSteps: 0 })).toThrow(
      "successiveHalvingPruner: minSteps: expected an integer >= 1, got 0",
    );
    expect(() => successiveHalvingPruner({ reduction: 1 })).toThrow(
      "successiveHalvingPruner: reduction: expected an integer >= 2, got 1",
    );
  });
});
