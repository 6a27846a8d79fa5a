import { describe, expect, it } from "vitest";
import { takeRows } from "../../table/take-rows.js";
import { takeValues } from "../../table/take-values.js";
import { expectColumn, numberColumn, tableFrom } from "../../testing/feature-columns.js";
import { goldenTransforms } from "../../testing/golden-transforms.js";
import { selectKBest } from "./select-k-best.js";

const { columns, chosen } = goldenTransforms.wide;
const rows = tableFrom(Object.fromEntries(columns.map((values, index) => [`x${index}`, numberColumn(values)])));

describe("selectKBest", () => {
  for (const { score, k, target, scores, selected } of chosen) {
    it(`agrees with scikit-learn's SelectKBest: ${score}, ${k}`, () => {
      const fitted = selectKBest({ k, score }).fit(rows, Float64Array.from(target));
      expect([...fitted.transform(rows).byName.keys()]).toEqual(selected.map((index) => `x${index}`));
      expectColumn(Float64Array.from(fitted.scores.values()), scores, 8);
    });
  }

  for (const { score, k, target } of chosen) {
    const values = Float64Array.from(target);
    const order = Int32Array.from(target.keys());
    const chunks = [order.subarray(0, 20), order.subarray(20, 21), order.subarray(21)].map((part) => ({
      columns: takeRows(rows, part),
      target: takeValues(values, part),
    }));
    const step = selectKBest({ k, score });
    if (score === "fRegression" || score === "fClasses") {
      it(`selects the same from chunks: ${score}, ${k}`, async () => {
        const [fitted, expected] = [await step.fitChunks(chunks), step.fit(rows, values)];
        expect(fitted.dropped).toEqual(expected.dropped);
        expectColumn(Float64Array.from(fitted.scores.values()), [...expected.scores.values()], 8);
      });
    } else {
      it(`refuses chunks: ${score}, ${k}`, async () => {
        await expect(step.fitChunks(chunks)).rejects.toThrow(
          `selectKBest: fitChunks: score "${score}" compares each row with all others; fit it on a sample`,
        );
      });
    }
  }

  it("scores constant columns lowest", () => {
    const table = tableFrom({ flat: numberColumn([1, 1, 1]), x: numberColumn([1, 2, 4]) });
    expect(selectKBest({ k: 1, score: "fRegression" }).fit(table, Float64Array.of(5, 1, 3)).dropped).toEqual(["flat"]);
  });

  it("refuses more columns than there are, and a missing target", () => {
    expect(() => selectKBest({ k: 9, score: "fRegression" }).fit(rows, new Float64Array(50))).toThrow(
      "selectKBest: k is 9 but there are only 8 candidate columns",
    );
    expect(() => selectKBest({ k: 1, score: "fRegression" }).fit(rows)).toThrow(
      "selectKBest: expected one target per row, got none for 50 rows",
    );
  });
});
