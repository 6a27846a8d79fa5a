import { describe, expect, it } from "vitest";
import { integer } from "./integer.js";

describe("integer", () => {
  it.each([
    [() => integer(2, 1), "integer(2, 1): low is greater than high; swap them"],
    [() => integer(0.5, 1), "integer(0.5, 1): expected integer bounds; use real(0.5, 1) for fractions"],
    [() => integer(0, 9, { log: true }), "integer(0, 9): log: expected low >= 1; raise low or leave out log"],
    [() => integer(0, 9, { step: 0.5 }), "integer(0, 9): step: expected an integer >= 1, got 0.5"],
    [() => integer(1, 9, { log: true, step: 2 }), "integer(1, 9): step 2 cannot be used with log"],
  ])("refuses invalid bounds: %#", (make, message) => expect(make).toThrow(message));

  it("lowers a high that is not on the grid of the step, as Optuna", () => {
    expect(integer(100, 1000, { step: 400 }).high).toBe(900);
  });

  it("leaves integers of 16 digits exact", () => {
    expect(integer(9_007_199_254_740_981, 9_007_199_254_740_991, { step: 3 }).high).toBe(9_007_199_254_740_990);
    expect(integer(0, Number.MAX_SAFE_INTEGER).high).toBe(Number.MAX_SAFE_INTEGER);
  });
});
