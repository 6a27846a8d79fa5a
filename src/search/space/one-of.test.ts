import { describe, expect, it } from "vitest";
import { oneOf } from "./one-of.js";
import { real } from "./real.js";

describe("oneOf", () => {
  it("is a choice among the names of its branches", () => {
    const branches = { ridge: { alpha: real(0, 1) }, mean: {} };
    expect(oneOf(branches)).toEqual({ kind: "choice", choices: ["ridge", "mean"], branches });
  });

  it("refuses no branches, and a branch that is not an object", () => {
    expect(() => oneOf({})).toThrow("oneOf: expected at least one branch");
    expect(() => oneOf({ ridge: null as never })).toThrow(
      'oneOf: branch "ridge": expected an object of parameters, got null; use {} for none',
    );
  });
});
