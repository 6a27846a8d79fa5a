import { describe, expect, it } from "vitest";
import { formatCells } from "./format-cells.js";
import { formatTable } from "./format-table.js";
import { loadPolars } from "./load-polars.js";
import { column } from "./schema/column.js";
import { schema } from "./schema/schema.js";

const pl = loadPolars();
const frame = pl.DataFrame({
  temp: [280.123456789, null, 1e-7],
  id: pl.Series("id", BigInt64Array.of(9007199254740993n, 2n, 3n) as never),
  time: [new Date("2016-02-28T17:00:00Z"), new Date("2016-02-28T17:00:00.250Z"), null],
  word: ["Rain", "two\nlines", "😀"],
  open: [true, false, null],
});
const units = schema("t", { temp: column.number({ unit: "K" }) });

describe("formatCells", () => {
  it("gives names, types, units and display strings", () => {
    const shown = formatCells(frame, { schema: units });
    expect(shown.shape).toEqual({ rows: 3, columns: 5 });
    expect(shown.columns[0]).toEqual({ name: "temp", dtype: "Float64", unit: "K", isNumeric: true });
    expect(shown.columns[2]).toEqual({ name: "time", dtype: "Datetime(ms)", isNumeric: false });
    expect(shown.cells).toEqual([
      ["280.123", "9007199254740993", "2016-02-28 17:00:00", "Rain", "true"],
      ["–", "2", "2016-02-28 17:00:00.250", "two\nlines", "false"],
      ["1e-7", "3", "–", "😀", "–"],
    ]);
  });

  it("shows the requested number of rows", () => {
    expect(formatCells(frame, { rows: 1 }).cells.length).toBe(1);
    expect(formatCells(frame, { rows: 0 }).cells).toEqual([]);
    expect(() => formatCells(frame, { rows: -1 })).toThrow("formatCells: rows: expected an integer >= 0, got -1");
    expect(() => formatCells(frame, { row: 1 } as never)).toThrow('unknown option "row"; did you mean "rows"?');
  });
});

describe("formatTable", () => {
  it("aligns columns for a terminal", () => {
    expect(formatTable(frame.select("temp", "word"), { rows: 2, schema: units })).toBe(
      [
        "temp (K)  word",
        " Float64  String",
        "--------  ---------",
        " 280.123  Rain",
        "       –  two lines",
        "3 rows x 2 columns, the first 2 shown",
      ].join("\n"),
    );
  });
});
