import { describe, expect, it } from "vitest";
import { columnsFromEntries } from "./columns.js";
import { loadPolars } from "./load-polars.js";
import { takeRows } from "./take-rows.js";
import { takeTableRows } from "./take-table-rows.js";
import { takeValues } from "./take-values.js";

const columns = columnsFromEntries([
  ["x", { kind: "number", values: Float64Array.of(7, 8) }],
  ["c", { kind: "category", codes: Int32Array.of(0, 1), categories: ["a", "b"] }],
]);
const frame = loadPolars().DataFrame({ x: [7, 8] });

describe("takeRows", () => {
  it.each([Int32Array.of(0, 1, 2), Int32Array.of(-1), Int32Array.of(2)])(
    "refuses an index without a row: %o",
    (rows) => {
      expect(() => takeRows(columns, rows)).toThrow(/^takeRows: no row has the index (2|-1); pass indices from 0 to 1/);
      expect(() => takeTableRows(frame, rows)).toThrow(/^takeRows: no row has the index/);
      expect(() => takeValues(Float64Array.of(7, 8), rows)).toThrow(/^takeValues: no row has the index/);
    },
  );

  it("takes more rows than there are", () => {
    const rows = Int32Array.of(1, 1, 0);
    expect(takeRows(columns, rows).byName.get("c")).toMatchObject({ codes: Int32Array.of(1, 1, 0) });
  });
});
