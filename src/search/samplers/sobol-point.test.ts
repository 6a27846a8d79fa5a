import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sobolDimensions, sobolPoint } from "./sobol-point.js";

const golden = JSON.parse(readFileSync(new URL("../golden/sobol.json", import.meta.url), "utf8")) as {
  readonly points: readonly { readonly index: number; readonly point: readonly number[] }[];
};

describe("sobolPoint", () => {
  it.each(golden.points)("agrees with SciPy at $index", ({ index, point }) => {
    expect(Array.from(sobolPoint(index, sobolDimensions), (word) => word / 2 ** 32)).toEqual(point);
  });
});
