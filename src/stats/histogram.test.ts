import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenStatistics, sampleFrom } from "../testing/golden-statistics.js";
import { histogram } from "./histogram.js";

describe("histogram", () => {
  it.each(goldenStatistics.histograms)("has the edges and counts of NumPy: $sample", (golden) => {
    const { edges, counts } = histogram(sampleFrom(golden.sample));
    expect(edges.length).toBe(golden.edges.length);
    edges.forEach((edge, index) => {
      expect(edge).toBeCloseTo(golden.edges[index], 12);
    });
    expect(Array.from(counts)).toEqual(golden.counts);
  });

  it("counts every finite value in one bin and no missing value", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6 }), { maxLength: 60 }), (values) => {
        const { counts, missing, outside } = histogram(values);
        expect(counts.reduce((total, count) => total + count, 0) + missing).toBe(values.length);
        expect(outside).toBe(0);
      }),
    );
  });

  it("closes the last bin on both sides and counts the values outside", () => {
    expect(histogram([0, 1, 2, 3, 9], { edges: [1, 2, 3] })).toMatchObject({
      counts: Float64Array.of(1, 2),
      outside: 2,
    });
  });

  it("has no bins without values and one bin for one value", () => {
    expect(histogram([])).toMatchObject({ edges: new Float64Array(0), counts: new Float64Array(0) });
    expect(histogram([4, 4])).toMatchObject({ edges: Float64Array.of(3.5, 4.5), counts: Float64Array.of(2) });
  });

  it("refuses edges that do not ascend", () => {
    expect(() => histogram([1], { edges: [1, 1] })).toThrow("edges must ascend, got 1 before 1");
    expect(() => histogram([1], { edges: [1] })).toThrow("at least two edges");
  });
});
