import { describe, expect, it } from "vitest";
import { rowNumbers } from "../../core/map-numbers.js";
import { randomSource } from "../../core/random-source.js";
import { getNumbers } from "../../table/get-numbers.js";
import { takeRows } from "../../table/take-rows.js";
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

  it("learns from chunks of any size what it learns from all rows, also far from 0 and of nearly dependent columns", async () => {
    const random = randomSource(4);
    const [a, b, c] = Array.from({ length: 3 }, () => Array.from({ length: 700 }, () => random.normal()));
    const table = tableFrom({
      year: numberColumn(a.map((value) => 1e7 + 30 * value)),
      half: numberColumn(a.map((value, row) => 15 * value + 1e-4 * b[row])),
      other: numberColumn(c.map((value) => value - 1e6)),
      constant: numberColumn(a.map(() => 1 / 3)),
    });
    const fitted = pca({ components: 3 }).fit(table);
    for (const size of [1, 3, 250, 700]) {
      const chunks = Array.from({ length: Math.ceil(700 / size) }, (_, chunk) =>
        takeRows(table, rowNumbers(700).subarray(chunk * size, (chunk + 1) * size)),
      );
      const found = await pca({ components: 3 }).fitChunks(chunks);
      found.components.forEach((axis, component) => {
        expectColumn(axis, [...fitted.components[component]], 12);
        const share = found.explainedVarianceRatio[component] / fitted.explainedVarianceRatio[component];
        expect(Math.abs(share - 1)).toBeLessThan(1e-7);
      });
    }
  });

  it("refuses more components than columns of chunks", async () => {
    await expect(pca({ components: 9 }).fitChunks([rows])).rejects.toThrow(
      "pca: 9 components of 8 columns and 50 rows; request at most 8",
    );
  });
});

it("refuses fewer than two rows", () => {
  expect(() => pca({ components: 1 }).fit(tableFrom({ x: numberColumn([1]) }))).toThrow(
    "pca: expected at least 2 rows, got 1; pass more rows",
  );
});
