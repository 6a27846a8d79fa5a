import { describe, expect, it } from "vitest";
import { fromJsonNumber, toPlainJson } from "./json-number.js";

describe("toPlainJson", () => {
  it("writes NaN and infinities as strings, which fromJsonNumber reads", () => {
    const values = [1.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const json = toPlainJson({ values, text: "NaN?" });
    expect(json).toEqual({ values: [1.5, "NaN", "Infinity", "-Infinity"], text: "NaN?" });
    expect((json as { values: unknown[] }).values.map(fromJsonNumber)).toEqual(values);
  });
});

describe("fromJsonNumber", () => {
  it("reads null as NaN, never as 0", () => {
    expect(fromJsonNumber(null)).toBeNaN();
  });

  it.each(["", " ", "abc", true, [], {}, undefined])("returns undefined for %j", (value) => {
    expect(fromJsonNumber(value)).toBeUndefined();
  });
});
