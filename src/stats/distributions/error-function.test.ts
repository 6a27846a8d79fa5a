import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { expectNear, goldenStatistics } from "../../testing/golden-statistics.js";
import { erf, erfc } from "./error-function.js";

const { functions } = goldenStatistics;

describe("erfc", () => {
  it.each(functions.complementaryErrorFunction ?? [])("agrees with SciPy: %d", (x, expected) => {
    expectNear(erfc(x), expected, { relative: 1e-12 });
  });

  it("is 1 - erf", () => {
    for (const x of [-2, -0.5, 0, 0.3, 1, 1.7]) expectNear(erfc(x), 1 - erf(x), { absolute: 1e-15 });
  });
});

const { erf: golden } = JSON.parse(
  readFileSync(new URL("../../search/golden/normal.json", import.meta.url), "utf8"),
) as { readonly erf: readonly [number, number, number][] };

describe("erf and erfc", () => {
  it.each(golden)("agree with the C library at %d", (x, expected, complement) => {
    expectNear(erf(x), expected, { relative: 1e-15 });
    expectNear(erfc(x), complement, { relative: 1e-15 });
  });

  it("have the right limits, and are NaN for NaN", () => {
    expect([erf(Number.POSITIVE_INFINITY), erf(Number.NEGATIVE_INFINITY)]).toEqual([1, -1]);
    expect([erfc(Number.POSITIVE_INFINITY), erfc(Number.NEGATIVE_INFINITY)]).toEqual([0, 2]);
    expect([erf(Number.NaN), erfc(Number.NaN)]).toEqual([Number.NaN, Number.NaN]);
  });
});
