import { describe, expect, it } from "vitest";
import { type Column, columnsFromEntries } from "./columns.js";
import { getColumn } from "./get-column.js";
import { getNumbers } from "./get-numbers.js";
import { selectColumns } from "./select-columns.js";
import { takeRows } from "./take-rows.js";
import { takeValues } from "./take-values.js";
import { withColumns } from "./with-columns.js";

const numbers = (...values: number[]): Column => ({ kind: "number", values: Float64Array.from(values) });
const table = columnsFromEntries([
  ["x", numbers(1, 2, 3)],
  ["color", { kind: "category", codes: Int32Array.of(0, -1, 1), categories: ["blue", "red"] }],
  ["note", { kind: "string", values: ["a", null, "c"] }],
  ["time", { kind: "time", values: Float64Array.of(0, Number.NaN, 86_400_000) }],
]);

describe("columnsFromEntries", () => {
  it("counts the rows and stores the order of the columns", () => {
    expect(table.rowCount).toBe(3);
    expect([...table.byName.keys()]).toEqual(["x", "color", "note", "time"]);
    expect(columnsFromEntries([]).rowCount).toBe(0);
  });

  it("refuses repeated names and columns of unequal length", () => {
    const pair = [
      ["x", numbers(1)],
      ["x", numbers(2)],
    ] as const;
    expect(() => columnsFromEntries(pair)).toThrow('columnsFromEntries: column "x" is repeated');
    const lengths = [
      ["x", numbers(1)],
      ["y", numbers(2, 3)],
    ] as const;
    expect(() => columnsFromEntries(lengths)).toThrow('columnsFromEntries: column "y" has 2 rows, expected 1');
  });
});

describe("getColumn", () => {
  it("returns the column, or names the caller and the columns that exist", () => {
    expect(getColumn(table, "note", "impute").kind).toBe("string");
    expect(() => getColumn(table, "wind", "impute")).toThrow(
      'impute: no column "wind"; the columns are x, color, note, time',
    );
  });
});

describe("getNumbers", () => {
  it("returns numbers and times, and refuses other kinds", () => {
    expect(getNumbers(table, "x")).toEqual(Float64Array.of(1, 2, 3));
    expect(getNumbers(table, "time")[2]).toBe(86_400_000);
    expect(() => getNumbers(table, "color")).toThrow('getNumbers: column "color": expected numbers, got category');
  });
});

describe("selectColumns", () => {
  it("returns the named columns in the given order", () => {
    expect([...selectColumns(table, ["time", "x"]).byName.keys()]).toEqual(["time", "x"]);
    expect(() => selectColumns(table, ["wind"])).toThrow('selectColumns: no column "wind"');
  });
});

describe("takeRows", () => {
  it("takes the rows of every kind of column, repeats included", () => {
    const taken = takeRows(table, Int32Array.of(2, 1, 2));
    expect(taken.rowCount).toBe(3);
    expect(taken.byName.get("x")).toEqual(numbers(3, 2, 3));
    expect(taken.byName.get("color")).toMatchObject({ codes: Int32Array.of(1, -1, 1) });
    expect(taken.byName.get("note")).toEqual({ kind: "string", values: ["c", null, "c"] });
    expect(taken.byName.get("time")).toEqual({
      kind: "time",
      values: Float64Array.of(86_400_000, Number.NaN, 86_400_000),
    });
  });
});

describe("takeValues", () => {
  it("takes the values at the indices", () => {
    expect(takeValues(Float64Array.of(5, 6, 7), Int32Array.of(2, 0))).toEqual(Float64Array.of(7, 5));
  });
});

describe("withColumns", () => {
  it("adds columns at the end and replaces columns of the same name", () => {
    const changed = withColumns(table, [
      ["x", numbers(7, 8, 9)],
      ["y", numbers(0, 0, 0)],
    ]);
    expect([...changed.byName.keys()]).toEqual(["x", "color", "note", "time", "y"]);
    expect(changed.byName.get("x")).toEqual(numbers(7, 8, 9));
  });
});
