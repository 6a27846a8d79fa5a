import { describe, expect, it } from "vitest";
import { prunerContract } from "../../testing/pruner-contract.js";
import { medianPruner } from "./median-pruner.js";

prunerContract("median", medianPruner);

describe("medianPruner", () => {
  it("refuses an interval below 1", () => {
    expect(() => medianPruner({ interval: 0 })).toThrow("medianPruner: interval: expected an integer >= 1, got 0");
  });
});
