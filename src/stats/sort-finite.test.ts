import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sampleFrom } from "../testing/golden-statistics.js";
import { sortFinite } from "./sort-finite.js";

const engineSorted = (values: ArrayLike<number>): number[] =>
  Array.from(values)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);

describe("sortFinite", () => {
  it("agrees with the engine's sort, without NaN and infinities", () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { minLength: 200, maxLength: 700 }), (values) => {
        expect(Array.from(sortFinite(values), (value) => value + 0)).toEqual(
          engineSorted(values).map((value) => value + 0),
        );
      }),
    );
  });

  it.each([
    ["even spread", sampleFrom({ count: 5_000, step: 0.6180339887498949 })],
    ["one value", new Float64Array(1_000).fill(3)],
    ["ties", sampleFrom({ count: 5_000, step: 0.41421356237309515, scale: 9, floor: true })],
    [
      "one outlier",
      sampleFrom({ count: 5_000, step: 0.7320508075688772 }).map((value, row) => (row === 77 ? 1e300 : value)),
    ],
    [
      "both ends of the range",
      sampleFrom({ count: 5_000, step: 0.7320508075688772, scale: 1.7e308 }).map((value, row) =>
        row % 2 ? -value : value,
      ),
    ],
    ["descending", Float64Array.from({ length: 3_000 }, (_, row) => -row)],
    ["ascending", Float64Array.from({ length: 3_000 }, (_, row) => row)],
  ])("sorts %s", (_, values) => {
    expect(Array.from(sortFinite(values))).toEqual(engineSorted(values));
  });

  it("does not change its input", () => {
    const values = Float64Array.of(3, 1, 2);
    sortFinite(values);
    expect(Array.from(values)).toEqual([3, 1, 2]);
  });
});
