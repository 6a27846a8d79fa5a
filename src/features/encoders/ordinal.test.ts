import { describe, expect, it } from "vitest";
import { getNumbers } from "../../table/get-numbers.js";
import { stringColumn, tableFrom } from "../../testing/feature-columns.js";
import { ordinal } from "./ordinal.js";

describe("ordinal", () => {
  const trained = tableFrom({ size: stringColumn("small", "large", "medium", null) });

  it("numbers labels in order and leaves missing values missing", () => {
    expect([
      ...getNumbers(
        ordinal({ columns: ["size"] })
          .fit(trained)
          .transform(trained),
        "size",
      ),
    ]).toEqual([2, 0, 1, Number.NaN]);
  });

  it("uses a given order", () => {
    const step = ordinal({ columns: ["size"], order: { size: ["small", "medium", "large"] } });
    expect([...getNumbers(step.fit(trained).transform(trained), "size")]).toEqual([0, 2, 1, Number.NaN]);
  });

  it("refuses an unknown label, or makes it missing", () => {
    const later = tableFrom({ size: stringColumn("huge") });
    expect(() =>
      ordinal({ columns: ["size"] })
        .fit(trained)
        .transform(later),
    ).toThrow('ordinal: column "size" has "huge" at row index 0, which is not in the training rows');
    const lenient = ordinal({ columns: ["size"], unseen: "missing" }).fit(trained);
    expect([...getNumbers(lenient.transform(later), "size")]).toEqual([Number.NaN]);
  });

  it("refuses an order without a label of the training rows", () => {
    const step = ordinal({ columns: ["size"], order: { size: ["small", "large"] } });
    expect(() => step.fit(trained)).toThrow('column "size" has "medium" at row index 2');
  });
});

it("sorts the labels of a column with the name of an object's method", () => {
  const rows = tableFrom({ toString: stringColumn("b", "a") });
  expect([
    ...getNumbers(
      ordinal({ columns: ["toString"] })
        .fit(rows)
        .transform(rows),
      "toString",
    ),
  ]).toEqual([1, 0]);
});
