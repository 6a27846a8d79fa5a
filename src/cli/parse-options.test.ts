import { describe, expect, it } from "vitest";
import { parsePairs } from "./parse-pairs.js";
import { parsePositive } from "./parse-positive.js";

describe("parsePairs", () => {
  it("splits at the first equals sign", () =>
    expect(parsePairs("run", ["url=a?b=c", "empty="])).toEqual({ url: "a?b=c", empty: "" }));

  it.each([
    [["year"], 'run: -p: expected name=value, got "year"'],
    [["a=1", "a=2"], 'run: -p: parameter "a" is set more than once; keep one'],
  ])("refuses %j", (pairs, message) => expect(() => parsePairs("run", pairs)).toThrow(message));
});

describe("parsePositive", () => {
  it("is undefined for an absent option", () => expect(parsePositive("run: --timeout", undefined)).toBeUndefined());

  it("reads fractions, and integers on request", () => {
    expect(parsePositive("run: --timeout", "0.5")).toBe(0.5);
    expect(parsePositive("run: --jobs", "3", { integer: true })).toBe(3);
  });

  it.each(["0", "-1", "x", "", "Infinity", "NaN"])("refuses %j", (text) => {
    expect(() => parsePositive("run: --timeout", text)).toThrow(
      `run: --timeout: expected a number above 0, got "${text}"`,
    );
  });

  it("refuses a fraction where an integer is expected", () => {
    expect(() => parsePositive("run: --jobs", "1.5", { integer: true })).toThrow(
      'run: --jobs: expected an integer >= 1, got "1.5"',
    );
  });
});
