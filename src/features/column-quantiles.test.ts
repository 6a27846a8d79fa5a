import { describe, expect, it } from "vitest";
import { randomSource } from "../core/random-source.js";
import { sortedQuantile } from "../stats/quantile.js";
import { numberColumn, tableFrom } from "../testing/feature-columns.js";
import { columnQuantiles } from "./column-quantiles.js";

const probabilities = [0, 0.001, 0.25, 0.3, 0.5, 0.75, 0.9, 0.999, 1];

describe("columnQuantiles", () => {
  it("equals the quantiles of all rows, whatever the chunks", () => {
    const random = randomSource(3);
    const values = Float64Array.from({ length: 1_001 }, () => Math.round(random.normal() * 50) / 7);
    values[5] = Number.NaN;
    const quantiles = columnQuantiles("robustScale");
    for (const [start, end] of [
      [0, 10],
      [10, 10],
      [10, 700],
      [700, 1_001],
    ] as const) {
      quantiles.add(tableFrom({ x: numberColumn([...values.subarray(start, end)]) }), "x");
    }
    const sorted = values.filter((value) => !Number.isNaN(value)).sort();
    expect(quantiles.rowCount).toBe(1_001);
    const found = quantiles.at("x", probabilities);
    probabilities.forEach((probability, index) => {
      expect(found[index]).toBeCloseTo(sortedQuantile(sorted, probability), 12);
    });
  });

  it("is off by less than a rank of 0.01 % for millions of rows, exact at the extremes and for frequent values", () => {
    const random = randomSource(4);
    const chunk = (): Float64Array =>
      Float64Array.from({ length: 250_000 }, () => {
        const value = random.uniform();
        return value < 0.3 ? 0 : 1e9 * value ** 3;
      });
    const chunks = Array.from({ length: 12 }, chunk);
    const quantiles = columnQuantiles("robustScale");
    for (const values of chunks) {
      quantiles.add(
        { kind: "columns", rowCount: values.length, byName: new Map([["x", { kind: "number", values }]]) },
        "x",
      );
    }
    const sorted = new Float64Array(3_000_000);
    chunks.forEach((values, index) => void sorted.set(values, index * 250_000));
    sorted.sort();
    const getRank = (value: number): number => {
      let [low, high] = [0, sorted.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((sorted[middle] as number) < value) low = middle + 1;
        else high = middle;
      }
      return low / sorted.length;
    };
    const found = quantiles.at("x", probabilities);
    expect([found[0], found[1], found[2], found.at(-1)]).toEqual([0, 0, 0, sorted.at(-1)]);
    probabilities.slice(4).forEach((probability, index) => {
      expect(Math.abs(getRank(found[index + 4] as number) - probability)).toBeLessThan(1e-4);
    });
  });

  it("refuses a column without values and one with an infinite value", () => {
    const quantiles = columnQuantiles("robustScale");
    quantiles.add(tableFrom({ x: numberColumn([Number.NaN]) }), "x");
    expect(() => quantiles.at("x", [0.5])).toThrow(
      'robustScale: column "x" has no value to learn from; drop or impute it',
    );
    expect(() => quantiles.add(tableFrom({ x: numberColumn([1, Number.POSITIVE_INFINITY]) }), "x")).toThrow(
      "row index 1",
    );
  });
});
