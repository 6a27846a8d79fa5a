import { describe, expect, it } from "vitest";
import { getNumbers } from "../../table/get-numbers.js";
import { stringColumn, tableFrom } from "../../testing/feature-columns.js";
import { frequencyEncode } from "./frequency-encode.js";

describe("frequencyEncode", () => {
  it("is the share of each label, and 0 for a label that is not in the training rows", () => {
    const fitted = frequencyEncode({ columns: ["x"] }).fit(tableFrom({ x: stringColumn("a", "b", "a", null) }));
    const coded = fitted.transform(tableFrom({ x: stringColumn("a", "b", null, "z") }));
    expect([...getNumbers(coded, "x")]).toEqual([0.5, 0.25, 0.25, 0]);
  });
});
