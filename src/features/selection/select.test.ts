import { describe, expect, it } from "vitest";
import { numberColumn, tableFrom } from "../../testing/feature-columns.js";
import { select } from "./select.js";

const rows = tableFrom({ a: numberColumn([1]), b: numberColumn([2]), c: numberColumn([3]) });

describe("select", () => {
  it("selects columns in the given order", () => {
    const fitted = select({ columns: ["b", "a"] }).fit(rows);
    expect([...fitted.transform(rows).byName.keys()]).toEqual(["b", "a"]);
  });

  it("refuses an unknown and a duplicate column", () => {
    expect(() => select({ columns: ["z"] }).fit(rows)).toThrow('select: no column "z"');
    expect(() => select({ columns: ["a", "a"] })).toThrow('select: duplicate column "a"; name each column once');
  });
});
