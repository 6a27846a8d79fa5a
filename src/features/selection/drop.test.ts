import { describe, expect, it } from "vitest";
import { numberColumn, tableFrom } from "../../testing/feature-columns.js";
import { drop } from "./drop.js";

const rows = tableFrom({ a: numberColumn([1]), b: numberColumn([2]), c: numberColumn([3]) });

describe("drop", () => {
  it("drops columns, which later rows need not have", () => {
    const fitted = drop({ columns: ["a"] }).fit(rows);
    expect([...fitted.transform(rows).byName.keys()]).toEqual(["b", "c"]);
    expect([...fitted.transform(tableFrom({ b: numberColumn([1]) })).byName.keys()]).toEqual(["b"]);
  });

  it("refuses an unknown column", () => {
    expect(() => drop({ columns: ["z"] }).fit(rows)).toThrow('drop: no column "z"');
  });
});
