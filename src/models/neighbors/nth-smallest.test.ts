import fc from "fast-check";
import { expect, it } from "vitest";
import { nthSmallest } from "./nth-smallest.js";

it("equals the sorted value, with smaller values before it and larger ones after", () => {
  const numbers = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true })), { minLength: 1 });
  fc.assert(
    fc.property(numbers, fc.nat(), (values, any) => {
      const nth = any % values.length;
      const actual = Float64Array.from(values, (value) => value + 0);
      const found = nthSmallest(actual, nth);
      expect(found).toBe(Float64Array.from(values, (value) => value + 0).sort()[nth]);
      expect(actual.subarray(0, nth).every((value) => value <= found)).toBe(true);
      expect(actual.subarray(nth).every((value) => value >= found)).toBe(true);
    }),
    { numRuns: 300, seed: 2 },
  );
});
