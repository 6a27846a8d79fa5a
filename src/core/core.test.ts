import { describe, expect, it } from "vitest";
import { contentHash } from "./content-hash.js";
import { didYouMean } from "./did-you-mean.js";
import { errorMessage } from "./error-message.js";
import { ArgumentError, CuadernoError } from "./errors.js";
import { formatDuration } from "./format-duration.js";
import { canonicalJson, parseJson } from "./json.js";

describe("contentHash", () => {
  it("is SHA-256 (FIPS 180-2 vectors)", () => {
    expect(contentHash("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(contentHash(new Uint8Array())).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });
});

describe("canonicalJson", () => {
  it("gives equal text for equal values whatever the order of keys", () => {
    expect(canonicalJson({ b: [1, { d: null, c: "x" }], a: 0.5 })).toBe(
      canonicalJson({ a: 0.5, b: [1, { c: "x", d: null }] }),
    );
  });

  it("reads back as the same value", () => {
    const value = { text: 'quote " and \u2028', list: [1, true, null], nested: { deep: [{}] } };
    expect(parseJson(canonicalJson(value), "test")).toEqual(value);
  });
});

describe("parseJson", () => {
  it("names the place of text that is not JSON", () => {
    expect(() => parseJson("{", "model.json")).toThrow(/^parseJson: model\.json is not JSON: /);
  });
});

describe("didYouMean", () => {
  it("finds a slip of two letters and stays silent on strangers", () => {
    expect(didYouMean("trails", ["trials", "seed"])).toBe('; did you mean "trials"?');
    expect(didYouMean("zzzzzz", ["trials", "seed"])).toBe("");
    expect(didYouMean("x", [])).toBe("");
  });
});

describe("errors", () => {
  it("carry a kind, the class name and the cause", () => {
    const cause = new Error("inner");
    const error = new ArgumentError("outer", { cause });
    expect(error).toBeInstanceOf(CuadernoError);
    expect([error.kind, error.name, error.cause]).toEqual(["argument", "ArgumentError", cause]);
  });

  it("are told on one line", () => {
    expect(errorMessage(new Error("first\n   second"))).toBe("first; second");
    expect(errorMessage("text")).toBe("text");
  });
});

describe("formatDuration", () => {
  it("chooses the unit people read", () => {
    expect([12, 1_234, 83_400].map(formatDuration)).toEqual(["12 ms", "1.2 s", "1 min 23 s"]);
  });

  it("never says 60 seconds", () => {
    expect(formatDuration(119_900)).toBe("2 min 0 s");
  });
});
