import { describe, expect, it } from "vitest";
import { checkInteger } from "./check-integer.js";

describe("checkInteger", () => {
  it("accepts integers from the lowest on", () => {
    for (const value of [2, 3, 1e9]) expect(() => checkInteger("rolling", "window", value, 2, "pass 24")).not.toThrow();
  });

  it.each([1, 2.5, Number.NaN, Number.POSITIVE_INFINITY, "3", undefined])(
    "refuses %s and says what to pass",
    (value) => {
      expect(() => checkInteger("rolling", "window", value, 2, "pass window: 24")).toThrow(
        `rolling: window: expected an integer >= 2, got ${value}; pass window: 24`,
      );
    },
  );
});
