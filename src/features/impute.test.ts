import { describe, expect, it } from "vitest";
import { getNumbers } from "../table/get-numbers.js";
import { numberColumn, stringColumn, tableFrom } from "../testing/feature-columns.js";
import { goldenFeatures } from "../testing/golden-features.js";
import { impute } from "./impute.js";

describe("impute", () => {
  for (const { strategy, values, filled } of goldenFeatures.imputed) {
    it(`agrees with scikit-learn: ${strategy}`, () => {
      const columns = tableFrom({ x: numberColumn(values) });
      const used = strategy === "mean" || strategy === "median" ? strategy : "mostFrequent";
      expect([
        ...getNumbers(
          impute({ columns: ["x"], strategy: used })
            .fit(columns)
            .transform(columns),
          "x",
        ),
      ]).toEqual(filled);
    });
  }

  it("fills a constant, and adds it to the categories", () => {
    const columns = tableFrom({ word: { kind: "category", codes: Int32Array.of(0, -1), categories: ["a"] } });
    const filled = impute({ columns: ["word"], strategy: { constant: "none" } })
      .fit(columns)
      .transform(columns);
    expect(filled.byName.get("word")).toEqual({
      kind: "category",
      codes: Int32Array.of(0, 1),
      categories: ["a", "none"],
    });
  });

  it("refuses the mean of strings, a number in a string column and a column without values", () => {
    const columns = tableFrom({ word: stringColumn("a", null), x: numberColumn([null, null]) });
    expect(() => impute({ columns: ["word"], strategy: "mean" }).fit(columns)).toThrow(
      'impute: column "word" is string and has no mean; use "mostFrequent" or { constant: "..." }',
    );
    expect(() => impute({ columns: ["word"], strategy: { constant: 3 } }).fit(columns)).toThrow(
      'impute: column "word" is string and cannot hold 3; use a constant of that kind',
    );
    expect(() => impute({ columns: ["x"], strategy: "median" }).fit(columns)).toThrow(
      'impute: column "x" has no value to learn from; drop it or use { constant: value }',
    );
  });
});
