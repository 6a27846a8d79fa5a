import { describe, expect, it } from "vitest";
import { getNumbers } from "../../table/get-numbers.js";
import { expectColumn, stringColumn, tableFrom } from "../../testing/feature-columns.js";
import { goldenTransforms } from "../../testing/golden-transforms.js";
import { targetEncode } from "./target-encode.js";

describe("targetEncode", () => {
  const { labels, cases } = goldenTransforms.target;
  const rows = tableFrom({ x: stringColumn(...labels) });

  for (const { smooth, target, categories, numbers: expected, mean } of cases) {
    it(`agrees with scikit-learn's TargetEncoder: smooth ${smooth}, mean ${mean.toFixed(2)}`, () => {
      const fitted = targetEncode({ columns: ["x"], smooth }).fit(rows, Float64Array.from(target));
      const coded = fitted.transform(tableFrom({ x: stringColumn(...categories, "unseen") }));
      expectColumn(getNumbers(coded, "x"), [...expected, mean], 12);
    });
  }

  it("encodes a training row without its target: changing it does not change the row", () => {
    const step = targetEncode({ columns: ["x"], smooth: 1, folds: 4, seed: 3 });
    const target = Float64Array.from(cases[0]?.target ?? []);
    const trained = (values: Float64Array): Float64Array =>
      getNumbers(step.transformTraining?.(step.fit(rows, values), rows, values) ?? rows, "x");
    const before = trained(target);
    labels.forEach((_, row) => {
      const changed = target.slice();
      changed[row] = 1e6;
      expect(trained(changed)[row]).toBe(before[row]);
    });
    expect([...before]).not.toEqual([...getNumbers(step.fit(rows, target).transform(rows), "x")]);
  });

  it("does not leak the target of unique labels, as plain encoding does", () => {
    const unique = tableFrom({ x: stringColumn(...Array.from({ length: 40 }, (_, row) => `id ${row}`)) });
    const target = Float64Array.from({ length: 40 }, (_, row) => row % 7);
    const step = targetEncode({ columns: ["x"], smooth: 0 });
    const fitted = step.fit(unique, target);
    expect([...getNumbers(fitted.transform(unique), "x")]).toEqual([...target]);
    const encoded = getNumbers(step.transformTraining?.(fitted, unique, target) ?? unique, "x");
    expect(new Set(encoded).size).toBeLessThanOrEqual(5);
  });

  it("refuses a missing target", () => {
    expect(() => targetEncode({ columns: ["x"] }).fit(rows)).toThrow(
      "targetEncode: expected one target per row, got none for 15 rows",
    );
  });
});
