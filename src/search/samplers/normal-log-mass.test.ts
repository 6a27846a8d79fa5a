import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { erf, erfc } from "../../stats/distributions/error-function.js";
import { normalLogBelow, normalLogMass } from "./normal-log-mass.js";

const golden = JSON.parse(readFileSync(new URL("../golden/normal.json", import.meta.url), "utf8")) as {
  readonly erf: readonly [number, number, number][];
  readonly logBelow: readonly [number, number][];
  readonly logMass: readonly [number, number, number][];
};

/** Within a few units of the last place. */
function expectNear(seen: number, expected: number, relative = 1e-15): void {
  expect(Math.abs(seen - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));
}

describe("erf and erfc", () => {
  it.each(golden.erf)("agree with the C library at %d", (x, expected, complement) => {
    expectNear(erf(x), expected);
    expectNear(erfc(x), complement);
  });

  it("know the ends and what is not a number", () => {
    expect([erf(Number.POSITIVE_INFINITY), erf(Number.NEGATIVE_INFINITY)]).toEqual([1, -1]);
    expect([erfc(Number.POSITIVE_INFINITY), erfc(Number.NEGATIVE_INFINITY)]).toEqual([0, 2]);
    expect([erf(Number.NaN), erfc(Number.NaN)]).toEqual([Number.NaN, Number.NaN]);
  });
});

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
