import { expect, it } from "vitest";
import { columnCorrelations } from "./column-correlations.js";

it("gives Pearson's correlation, the strongest pair first", () => {
  const found = columnCorrelations([
    ["a", Float64Array.of(1, 2, 3, 4, 5)],
    ["b", Float64Array.of(2, 1, 4, 3, 5)],
    ["c", Float64Array.of(-1, -2, -3, -4, -5)],
  ]);
  // numpy.corrcoef of the same rows: -1, 0.8, -0.8
  expect(found.map(({ one, other }) => one + other)).toEqual(["ac", "ab", "bc"]);
  expect(found.map(({ correlation }) => Math.round(correlation * 1e12) / 1e12)).toEqual([-1, 0.8, -0.8]);
});

it("uses the rows that have both, and leaves out constants", () => {
  const found = columnCorrelations([
    ["a", Float64Array.of(1, 2, 3, Number.NaN)],
    ["b", Float64Array.of(1, 3, 2, 9)],
    ["constant", Float64Array.of(7, 7, 7, 7)],
  ]);
  expect(found).toEqual([{ one: "a", other: "b", correlation: expect.closeTo(0.5, 12), rows: 3 }]);
});
