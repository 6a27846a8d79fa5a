import { describe, expect, it } from "vitest";
import { type Column, columnsFromEntries } from "../table/columns.js";
import { joinColumns } from "./join-columns.js";

const numbers = (...values: number[]): Column => ({ kind: "number", values: Float64Array.from(values) });
const strings = (...values: (string | null)[]): Column => ({ kind: "string", values });
const category = (codes: number[], categories: string[]): Column => ({
  kind: "category",
  codes: Int32Array.from(codes),
  categories,
});
const plain = (column: Column | undefined): unknown[] =>
  column === undefined ? [] : [...(column.kind === "category" ? column.codes : column.values)];

const share = columnsFromEntries([
  ["group", strings("A", "B", null, "A")],
  ["month", numbers(1, 1, 1, 2)],
  ["share", numbers(60, 40, 1, 55)],
]);
const lines = columnsFromEntries([
  ["month", numbers(2, 1)],
  ["group", category([0, 0], ["A"])],
  ["lines", numbers(7, 9)],
  ["note", strings("x", null)],
  ["plan", category([1, 0], ["pre", "post"])],
  ["when", { kind: "time", values: Float64Array.of(5, 6) }],
]);

describe("joinColumns", () => {
  it("has every row of the left table in order, with missing values without a match", () => {
    const joined = joinColumns(share, lines, { on: ["group", "month"] });
    expect([...joined.byName.keys()]).toEqual(["group", "month", "share", "lines", "note", "plan", "when"]);
    expect(plain(joined.byName.get("lines"))).toEqual([9, Number.NaN, Number.NaN, 7]);
    expect(plain(joined.byName.get("note"))).toEqual([null, null, null, "x"]);
    expect(plain(joined.byName.get("plan"))).toEqual([0, -1, -1, 1]);
    expect(plain(joined.byName.get("when"))).toEqual([6, Number.NaN, Number.NaN, 5]);
  });

  it("has only rows with a match for an inner join", () => {
    const joined = joinColumns(share, lines, { on: ["group", "month"], how: "inner" });
    expect([joined.rowCount, plain(joined.byName.get("share")), plain(joined.byName.get("lines"))]).toEqual([
      2,
      [60, 55],
      [9, 7],
    ]);
  });

  it("refuses a duplicate key on the right, with its rows", () => {
    expect(() =>
      joinColumns(share, columnsFromEntries([["group", strings("A", "B", "A")]]), { on: ["group"] }),
    ).toThrow("joinColumns: key group = A is at row indexes 0 and 2 of the right table, so rows would be duplicated");
  });

  it("refuses a column that both tables have", () => {
    const clashing = columnsFromEntries([
      ["month", numbers(1)],
      ["share", numbers(3)],
    ]);
    expect(() => joinColumns(share, clashing, { on: ["month"] })).toThrow(
      'joinColumns: both tables have a column "share", which is not in on',
    );
  });

  it("refuses keys of different kinds", () => {
    const written = columnsFromEntries([["month", strings("1")]]);
    expect(() => joinColumns(share, written, { on: ["month"] })).toThrow(
      'joinColumns: key "month" is number on the left and string on the right, so no row would match',
    );
  });
});
