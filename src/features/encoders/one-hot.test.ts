import { describe, expect, it } from "vitest";
import type { Columns } from "../../table/columns.js";
import { getNumbers } from "../../table/get-numbers.js";
import { numberColumn, stringColumn, tableFrom } from "../../testing/feature-columns.js";
import { goldenFeatures } from "../../testing/golden-features.js";
import { type OneHotUnseen, oneHot } from "./one-hot.js";

const names = (columns: Columns): string[] => [...columns.byName.keys()];

describe("oneHot", () => {
  it("agrees with scikit-learn's OneHotEncoder, with columns named by label", () => {
    const { words, categories, encoded } = goldenFeatures.oneHot;
    const columns = tableFrom({ word: stringColumn(...words) });
    const coded = oneHot({ columns: ["word"] })
      .fit(columns)
      .transform(columns);
    expect(names(coded)).toEqual(categories.map((category) => `word=${category}`));
    expect([...coded.byName.values()].map((column) => column.kind === "number" && [...column.values])).toEqual(encoded);
  });

  it("has a column for missing labels when training rows have one", () => {
    const columns = tableFrom({ word: stringColumn("a", null) });
    const coded = oneHot({ columns: ["word"] })
      .fit(columns)
      .transform(columns);
    expect(names(coded)).toEqual(["word=a", "word=(missing)"]);
    expect([...getNumbers(coded, "word=(missing)")]).toEqual([0, 1]);
  });

  it("orders numbers by value", () => {
    const columns = tableFrom({ weekday: numberColumn([10, 9, 2]) });
    expect(
      names(
        oneHot({ columns: ["weekday"] })
          .fit(columns)
          .transform(columns),
      ),
    ).toEqual(["weekday=2", "weekday=9", "weekday=10"]);
  });

  it("matches categories by label, not by code", () => {
    const category = (codes: number[], categories: string[]): Columns =>
      tableFrom({ word: { kind: "category", codes: Int32Array.from(codes), categories } });
    const fitted = oneHot({ columns: ["word"] }).fit(category([0, 1], ["x", "y"]));
    expect([...getNumbers(fitted.transform(category([0, 1], ["y", "x"])), "word=x")]).toEqual([0, 1]);
  });

  const trained = tableFrom({ word: stringColumn("a", "a", "a", "b", "b", "c") });
  const coded = (unseen: OneHotUnseen) => oneHot({ columns: ["word"], unseen }).fit(trained);

  it("refuses an unknown label by default, with column, label, row and the known labels", () => {
    expect(() => coded("error").transform(tableFrom({ word: stringColumn("a", "z") }))).toThrow(
      'oneHot: column "word" has "z" at row index 1, which is not in the training rows',
    );
  });

  it("encodes an unknown label as zeros with ignore, and in the column other with other", () => {
    const ignored = coded("ignore").transform(tableFrom({ word: stringColumn("z") }));
    expect([...ignored.byName.values()].map((column) => column.kind === "number" && column.values[0])).toEqual([
      0, 0, 0,
    ]);
    const other = coded("other").transform(tableFrom({ word: stringColumn("z", "a") }));
    expect(names(other)).toEqual(["word=a", "word=b", "word=c", "word=other"]);
    expect([...getNumbers(other, "word=other")]).toEqual([1, 0]);
  });

  it("merges named labels and rare labels", () => {
    const merged = oneHot({ columns: ["word"], merge: { late: ["b", "c"] } }).fit(trained);
    expect(merged.outputs).toEqual(["word=a", "word=late"]);
    const rare = oneHot({ columns: ["word"], minimumCount: 2 }).fit(trained);
    expect(rare.outputs).toEqual(["word=a", "word=b", "word=other"]);
    expect([...getNumbers(rare.transform(trained), "word=other")]).toEqual([0, 0, 0, 0, 0, 1]);
  });

  it("refuses to overwrite a column", () => {
    const columns = tableFrom({ word: stringColumn("a"), "word=a": numberColumn([3]) });
    expect(() =>
      oneHot({ columns: ["word"] })
        .fit(columns)
        .transform(columns),
    ).toThrow('oneHot: column "word=a" already exists; rename or drop it first');
  });
});
