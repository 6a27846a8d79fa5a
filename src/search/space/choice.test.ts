import { describe, expect, it } from "vitest";
import { choice } from "./choice.js";

describe("choice", () => {
  it("refuses no values, duplicates and values that are not scalars", () => {
    expect(() => choice([])).toThrow("choice: expected at least one value");
    expect(() => choice(["a", "b", "a"])).toThrow('choice: duplicate value "a"; remove it');
    expect(() => choice([1, Number.NaN])).toThrow(
      "choice: value 2: expected a string, finite number, boolean or null, got NaN",
    );
    expect(() => choice([[1, 2]] as unknown as number[])).toThrow(
      "choice: value 1: expected a string, finite number, boolean or null, got 1,2",
    );
  });
});
