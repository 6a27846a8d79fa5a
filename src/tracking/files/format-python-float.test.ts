import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatPythonFloat } from "./format-python-float.js";
import { parsePythonFloat } from "./parse-python-float.js";

const golden = JSON.parse(readFileSync(new URL("../golden/layout.json", import.meta.url), "utf8")) as {
  readonly floats: readonly string[];
};

describe("pythonFloat", () => {
  it("formats numbers as Python does", () => {
    const cases = golden.floats.map((line) => line.split(" "));
    expect(cases.length).toBeGreaterThan(1_000);
    const formatted = cases.map(([bits = ""]) => formatPythonFloat(Buffer.from(bits, "hex").readDoubleBE(0)));
    expect(formatted).toEqual(cases.map(([, text]) => text));
  });

  it("is read back exactly", () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        expect(parsePythonFloat(formatPythonFloat(value))).toBe(value);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("parsePythonFloat", () => {
  it.each([
    ["3", 3],
    ["Infinity", Number.POSITIVE_INFINITY],
    ["-Infinity", Number.NEGATIVE_INFINITY],
    ["NaN", Number.NaN],
    ["1e21", 1e21],
    ["+.5E-3", 0.0005],
    ["5.", 5],
  ])("reads %s", (text, value) => {
    expect(parsePythonFloat(text)).toBe(value);
  });

  it.each(["", ".", "0x10", "1,5", "one", "1e", "--1", "infinit"])("does not read %j", (text) => {
    expect(parsePythonFloat(text)).toBeUndefined();
  });
});
