import { describe, expect, it } from "vitest";
import { getNumbers } from "../../table/get-numbers.js";
import { expectColumn, numberColumn, tableFrom } from "../../testing/feature-columns.js";
import { goldenTransforms } from "../../testing/golden-transforms.js";
import { polynomialFeatures } from "./polynomial-features.js";

describe("polynomialFeatures", () => {
  const { columns, cases } = goldenTransforms.polynomial;
  const rows = tableFrom(
    Object.fromEntries(columns.map((values, index) => [["a", "b", "c"][index], numberColumn(values)])),
  );

  for (const { degree, interactionOnly, names, values } of cases) {
    it(`agrees with scikit-learn: degree ${degree}${interactionOnly ? ", products only" : ""}`, () => {
      const made = polynomialFeatures({ degree, interactionOnly }).fit(rows).transform(rows);
      expect([...made.byName.keys()]).toEqual(names);
      names.forEach((name, index) => {
        expectColumn(getNumbers(made, name), values[index] ?? [], 12);
      });
    });
  }

  it("refuses too many columns", () => {
    const wide = tableFrom(
      Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`x${index}`, numberColumn([1])])),
    );
    expect(() => polynomialFeatures({ degree: 4 }).fit(wide)).toThrow(
      "polynomialFeatures: 60 columns at degree 4 give more than 20000 columns",
    );
  });
});
