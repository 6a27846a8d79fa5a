import { describe, expect, it } from "vitest";
import { parsePythonJson, pythonJson } from "./python-json.js";

describe("pythonJson and parsePythonJson", () => {
  it("support NaN and infinite values, and do not change strings that look like them", () => {
    const value = { a: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY], b: 'NaN "Infinity" \\' };
    expect(pythonJson(value)).toBe('{"a":[NaN,Infinity,-Infinity],"b":"NaN \\"Infinity\\" \\\\"}');
    expect(parsePythonJson(pythonJson(value))).toEqual(value);
    expect(() => parsePythonJson("{NaN}")).toThrow();
    expect(() => parsePythonJson(`[NaN,${"[".repeat(20_000)}${"]".repeat(20_000)}]`)).toThrow(
      "it is nested too deeply",
    );
  });
});
