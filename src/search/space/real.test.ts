import { describe, expect, it } from "vitest";
import { real } from "./real.js";

describe("real", () => {
  it.each([
    [() => real(2, 1), "real(2, 1): low is greater than high; swap them"],
    [() => real(0, Number.NaN), "real(0, NaN): expected finite bounds"],
    [() => real(-1e308, 1e308), "real(-1e+308, 1e+308): high - low exceeds the largest number, 1.8e308"],
    [() => real(0, 1, { log: true }), "real(0, 1): log: expected low > 0; raise low or leave out log"],
    [() => real(0, 1, { step: 0 }), "real(0, 1): step: expected a number > 0, got 0"],
    [() => real(0, 1e308, { step: 1e-300 }), "real(0, 1e+308): step 1e-300 is too small for the bounds; raise step"],
    [() => real(1, 2, { log: true, step: 1 }), "real(1, 2): step 1 cannot be used with log; leave out one of them"],
  ])("refuses invalid bounds: %#", (make, message) => expect(make).toThrow(message));

  it("lowers a high that is not on the grid of the step, as Optuna", () => {
    expect(real(0, 1, { step: 0.3 }).high).toBe(0.9);
    expect(real(0, 1, { step: 0.1 }).high).toBe(1);
    expect(real(0.1, 0.7, { step: 0.2 }).high).toBe(0.7);
  });
});
