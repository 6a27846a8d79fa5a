import { describe, expect, it } from "vitest";
import { canonicalJson, parseJson } from "./json.js";

describe("canonicalJson", () => {
  it("gives equal strings for equal values, whatever the order of their keys", () => {
    expect(canonicalJson({ b: [1, { d: null, c: "x" }], a: 0.5 })).toBe(
      canonicalJson({ a: 0.5, b: [1, { c: "x", d: null }] }),
    );
  });

  it("parses back to the same value", () => {
    const value = { text: 'quote " and \u2028', list: [1, true, null], nested: { deep: [{}] } };
    expect(parseJson(canonicalJson(value), "test")).toEqual(value);
  });
});

describe("canonicalJson of nested values", () => {
  it("refuses more levels than the call stack holds, with the path", () => {
    const nested = JSON.parse("[".repeat(100_000) + "]".repeat(100_000));
    expect(() => canonicalJson(nested, "model.json")).toThrow("model.json: expected at most 1000 nested levels");
    expect(canonicalJson(JSON.parse("[".repeat(1000) + "]".repeat(1000)))).toHaveLength(2000);
  });
});

describe("parseJson", () => {
  it("names the source of a string that is not valid JSON", () => {
    expect(() => parseJson("{", "model.json", "loadModel")).toThrow(/^loadModel: model\.json is not valid JSON: /);
  });
});
