import { describe, expect, it } from "vitest";
import { checkKnownValue } from "./check-known-value.js";

describe("checkKnownValue", () => {
  it("accepts the known values", () => {
    expect(() => checkKnownValue("joinColumns", "how", "inner", ["left", "inner"])).not.toThrow();
  });

  it("names the option, the values and the nearest one", () => {
    expect(() => checkKnownValue("joinColumns", "how", "iner", ["left", "inner"])).toThrow(
      'joinColumns: how: expected one of "left", "inner", got "iner"; did you mean "inner"?',
    );
  });

  it("names a value for an option that is required and missing", () => {
    expect(() => checkKnownValue("kNearest", "target", undefined, ["number", "class"])).toThrow(
      'kNearest: target: expected one of "number", "class", got undefined; pass "number"',
    );
  });

  it("names the default when none is near", () => {
    expect(() => checkKnownValue("joinColumns", "how", 3, ["left", "inner"])).toThrow(
      'joinColumns: how: expected one of "left", "inner", got 3; leave it out for "left"',
    );
  });
});
