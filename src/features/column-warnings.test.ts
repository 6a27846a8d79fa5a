import { describe, expect, it } from "vitest";
import { columnsFromEntries } from "../table/columns.js";
import { columnWarnings } from "./column-warnings.js";

const rows = columnsFromEntries([
  ["station", { kind: "string", values: ["301", "301", "301"] }],
  ["hour", { kind: "number", values: Float64Array.of(7, 7, 8) }],
  ["empty", { kind: "number", values: new Float64Array(3).fill(Number.NaN) }],
  ["blank", { kind: "category", codes: Int32Array.of(-1, -1, -1), categories: ["a"] }],
  ["again", { kind: "number", values: Float64Array.of(7, 7, 8) }],
]);

describe("columnWarnings", () => {
  it("warns about constant, empty and duplicate columns", () => {
    expect(columnWarnings(rows)).toEqual([
      'column "station" is "301" in all 3 rows, so it carries no information; remove it',
      'column "empty" has no value in any of 3 rows; remove it or check how it was read',
      'column "blank" has no value in any of 3 rows; remove it or check how it was read',
      'column "again" equals column "hour" in every row; remove one of them',
    ]);
  });

  it("warns about duplicate keys, with an example", () => {
    expect(columnWarnings(rows, { key: ["station", "hour"] }).at(-1)).toBe(
      "1 of 3 rows have a duplicate key (station, hour), for example 301, 7 at row indexes 0 and 1; remove duplicates before splitting, or the same row is in both parts",
    );
  });

  it("has no warnings for a valid table, one row, or a column with some missing values", () => {
    const healthy = columnsFromEntries([["a", { kind: "number", values: Float64Array.of(1, Number.NaN, 1) }]]);
    expect(columnWarnings(healthy)).toEqual([]);
    expect(columnWarnings(columnsFromEntries([["a", { kind: "number", values: Float64Array.of(1) }]]))).toEqual([]);
  });

  it("refuses a key that is not a column", () => {
    expect(() => columnWarnings(rows, { key: ["date"] })).toThrow('columnWarnings: no column "date"');
  });
});
