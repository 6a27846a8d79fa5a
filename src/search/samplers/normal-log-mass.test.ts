import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { normalLogBelow, normalLogMass } from "./normal-log-mass.js";

const golden = JSON.parse(readFileSync(new URL("../golden/normal.json", import.meta.url), "utf8")) as {
  readonly logBelow: readonly [number, number][];
  readonly logMass: readonly [number, number, number][];
};

/** Passes within a few ulps. */
function expectNear(seen: number, expected: number, relative = 1e-15): void {
  expect(Math.abs(seen - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));
}

describe("normalLogBelow", () => {
  it.each(golden.logBelow)("agrees with SciPy at %d", (x, expected) => {
    expectNear(normalLogBelow(x), expected, 2e-14);
  });
});

describe("normalLogMass", () => {
  it.each(golden.logMass)("agrees with Optuna from %d to %d", (low, high, expected) => {
    expectNear(normalLogMass(low, high), expected, 1e-13);
  });

  it("is the same for the mirrored interval", () => {
    expect(normalLogMass(1, 2)).toBe(normalLogMass(-2, -1));
  });
});
