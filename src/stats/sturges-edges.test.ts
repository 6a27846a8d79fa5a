import { describe, expect, it } from "vitest";
import { sturgesEdges } from "./sturges-edges.js";

describe("sturgesEdges", () => {
  it("has bins at least 1 wide for integers", () => {
    expect(sturgesEdges(0, 5, 1_000, { integers: true }).length).toBe(6);
    expect(sturgesEdges(0, 5, 1_000).length).toBe(12);
  });

  it("has one bin of width 1 around a single value", () => {
    expect(sturgesEdges(4, 4, 9)).toEqual(Float64Array.of(3.5, 4.5));
  });

  it("refuses an infinite range and no values", () => {
    expect(() => sturgesEdges(0, Number.POSITIVE_INFINITY, 3)).toThrow("sturgesEdges: expected finite low <= high");
    expect(() => sturgesEdges(0, 1, 0)).toThrow("count >= 1, got 0, 1, 0");
  });
});
