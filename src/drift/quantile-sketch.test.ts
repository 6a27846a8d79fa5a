import { describe, expect, it } from "vitest";
import { randomSource } from "../core/random-source.js";
import { largestGap } from "../stats/kolmogorov-smirnov.js";
import { mergeSketches, type QuantileSketch, quantileSketch } from "./quantile-sketch.js";

const expand = ({ values, counts }: QuantileSketch): Float64Array =>
  Float64Array.from(values.flatMap((value, index) => new Array<number>(counts[index] ?? 0).fill(value)));
const draw = (seed: number, count: number): Float64Array => {
  const random = randomSource(seed);
  return Float64Array.from({ length: count }, () => Math.max(-0.5, random.normal())).sort();
};

describe("quantileSketch", () => {
  it("has ranks within 0.5 % (one more row for the ends) and exact frequent values", () => {
    const sorted = draw(1, 20_000);
    const sketch = quantileSketch(sorted);
    expect(sketch.values.length).toBeLessThanOrEqual(204);
    expect(largestGap(sorted, expand(sketch))).toBeLessThan(0.0055);
    const lowest = sorted.filter((value) => value === -0.5).length;
    expect([sketch.values[0], sketch.counts[0]]).toEqual([-0.5, lowest]);
    expect(sketch.values.at(-1)).toBe(sorted.at(-1));
  });

  it("merges ten parts within 1.1 %", () => {
    const parts = Array.from({ length: 10 }, (_, part) => draw(part, 3_000));
    const all = Float64Array.from(parts.flatMap((part) => [...part])).sort();
    const merged = mergeSketches(parts.map(quantileSketch));
    expect(merged.counts.reduce((sum, count) => sum + count, 0)).toBe(30_000);
    expect(largestGap(all, expand(merged))).toBeLessThan(0.011);
  });

  it("is exact for few values, and empty for none", () => {
    expect(quantileSketch(Float64Array.of(1, 1, 2))).toEqual({ values: [1, 2], counts: [2, 1] });
    expect(quantileSketch(new Float64Array(0))).toEqual({ values: [], counts: [] });
  });
});
