import { describe, expect, it } from "vitest";
import { getNumbers } from "../../table/get-numbers.js";
import { expectColumn, numberColumn, tableFrom } from "../../testing/feature-columns.js";
import { goldenTransforms } from "../../testing/golden-transforms.js";
import { pca } from "./pca.js";

const { columns, shares, scores } = goldenTransforms.wide;
const rows = tableFrom(Object.fromEntries(columns.map((values, index) => [`x${index}`, numberColumn(values)])));

describe("pca", () => {
  it("agrees with scikit-learn up to sign", () => {
    const fitted = pca({ components: 3 }).fit(rows);
    expectColumn(Float64Array.from(fitted.explainedVarianceRatio), shares, 12);
    const transformed = fitted.transform(rows);
    scores.forEach((expected, index) => {
      const actual = getNumbers(transformed, `pc${index + 1}`);
      const sign = Math.sign(actual[0] * expected[0]);
      expectColumn(
        actual.map((value) => sign * value),
        expected,
        10,
      );
    });
  });

  it("has as many components as explain a share of the variance", () => {
    const ratios = pca({ components: 8 }).fit(rows).explainedVarianceRatio;
    expect(pca({ components: ratios[0] + ratios[1] - 1e-6 }).fit(rows).outputs).toEqual(["pc1", "pc2"]);
  });

  it("refuses more components than columns", () => {
    expect(() => pca({ components: 9 }).fit(rows)).toThrow(
      "pca: 9 components of 8 columns and 50 rows; request at most 8",
    );
  });
});
