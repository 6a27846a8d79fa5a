import { describe, expect, it } from "vitest";
import { mapIntegers, mapNumbers, rowNumbers } from "./map-numbers.js";

describe("mapNumbers and mapIntegers", () => {
  it("give what from() of the typed array gives, of typed arrays, lists and lengths", () => {
    const half = (value: number, index: number): number => value / 2 + index;
    for (const values of [Int32Array.of(5, -3, 0), [1.5, Number.NaN, 7], []]) {
      expect(mapNumbers<number>(values, half)).toEqual(Float64Array.from(values, half));
      expect(mapIntegers<number>(values, half)).toEqual(Int32Array.from(values, half));
    }
    expect(mapNumbers({ length: 3 }, (_, index) => index / 2)).toEqual(Float64Array.of(0, 0.5, 1));
  });
});

describe("rowNumbers", () => {
  it("counts from 0", () => {
    expect([rowNumbers(3), rowNumbers(0)]).toEqual([Int32Array.of(0, 1, 2), new Int32Array(0)]);
  });
});
