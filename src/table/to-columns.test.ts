import { describe, expect, it } from "vitest";
import { columnsFromEntries } from "./columns.js";
import { loadPolars } from "./load-polars.js";
import { toColumns } from "./to-columns.js";
import { toFrame } from "./to-frame.js";

const pl = loadPolars();

describe("toColumns", () => {
  it("gives numbers, categories, times and flags as typed arrays with missing marked", () => {
    const frame = pl.DataFrame({
      temperature: [280.5, null, 0],
      weather: ["Rain", null, "Clear"],
      time: [new Date("2016-02-28T17:00:00Z"), null, new Date(0)],
      open: [true, false, null],
    });
    expect([...toColumns(frame).byName]).toEqual([
      ["temperature", { kind: "number", values: Float64Array.of(280.5, Number.NaN, 0) }],
      ["weather", { kind: "category", codes: Int32Array.of(1, -1, 0), categories: ["Clear", "Rain"] }],
      ["time", { kind: "time", values: Float64Array.of(Date.UTC(2016, 1, 28, 17), Number.NaN, 0) }],
      ["open", { kind: "number", values: Float64Array.of(1, 0, Number.NaN) }],
    ]);
  });

  it("refuses unsigned integers beyond 2^63, of which the engine has no maximum", () => {
    const frame = pl.DataFrame({ id: ["1", "18446744073709551615"] }).select(pl.col("id").cast(pl.UInt64));
    expect(() => toColumns(frame)).toThrow(/column "id" row 2 is 18446744073709551615, beyond 2\^53/);
  });

  it("returns strings as text when named", () => {
    const frame = pl.DataFrame({ note: ["b", null, "a"] });
    expect(toColumns(frame, { strings: ["note"] }).byName.get("note")).toEqual({
      kind: "string",
      values: ["b", null, "a"],
    });
    expect(() => toColumns(frame, { strings: ["notes"] })).toThrow('no column "notes"; the table has note');
    expect(() => toColumns(frame, { string: ["note"] } as never)).toThrow('unknown option "string"');
  });

  it("numbers categories by code point, whatever their order in the rows", () => {
    const frame = pl.DataFrame({ x: ["z", "é", "Z", "😀", "｟", "z"] });
    expect(toColumns(frame).byName.get("x")).toEqual({
      kind: "category",
      codes: Int32Array.of(1, 2, 0, 4, 3, 1),
      categories: ["Z", "z", "é", "｟", "😀"],
    });
  });

  it("takes the wall clock of a zoned time", () => {
    const utc = pl.DataFrame({ x: [new Date("2026-07-01T06:00:00Z")] });
    const zoned = utc.select(pl.col("x").dt.replaceTimeZone("Europe/Berlin", "raise", "raise"));
    expect(toColumns(zoned).byName.get("x")).toEqual({
      kind: "time",
      values: Float64Array.of(Date.UTC(2026, 6, 1, 6)),
    });
  });

  it("takes days as midnight", () => {
    const frame = pl.DataFrame({ x: [new Date("2026-07-01T06:00:00Z")] }).select(pl.col("x").cast(pl.Date));
    expect(toColumns(frame).byName.get("x")).toEqual({ kind: "time", values: Float64Array.of(Date.UTC(2026, 6, 1)) });
  });

  it("refuses integers that a number cannot hold", () => {
    const frame = pl.DataFrame({ id: pl.Series("id", BigInt64Array.of(1n, 9007199254740993n) as never) });
    expect(() => toColumns(frame)).toThrow('column "id" row 2 is 9007199254740993, beyond 2^53');
    expect(
      toColumns(pl.DataFrame({ id: pl.Series("id", BigInt64Array.of(9007199254740991n) as never) })).byName.get("id"),
    ).toEqual({
      kind: "number",
      values: Float64Array.of(9007199254740991),
    });
  });

  it("refuses nested columns", () => {
    expect(() => toColumns(pl.DataFrame({ x: [[1, 2], [3]] }))).toThrow('column "x" is List, which has no plain array');
  });

  it("takes a frame of no rows", () => {
    const frame = pl.DataFrame({ x: ["a"], n: [1] }).head(0);
    expect(toColumns(frame)).toMatchObject({ rowCount: 0 });
  });

  it("does not share memory with the frame", () => {
    const frame = pl.DataFrame({ x: [1, 2] });
    const found = toColumns(frame).byName.get("x");
    if (found?.kind === "number") found.values[0] = 99;
    expect(frame.getColumn("x").toArray()).toEqual([1, 2]);
  });
});

describe("frameOf", () => {
  it("makes the frame whose columns are the ones given", () => {
    const given = columnsFromEntries([
      ["n", { kind: "number", values: Float64Array.of(1, Number.NaN) }],
      ["c", { kind: "category", codes: Int32Array.of(-1, 0), categories: ["a"] }],
      ["t", { kind: "time", values: Float64Array.of(Number.NaN, 1_000) }],
      ["w", { kind: "string", values: [null, "x"] }],
    ]);
    const frame = toFrame(given);
    expect(frame.dtypes.map(({ variant }) => variant)).toEqual(["Float64", "String", "Datetime", "String"]);
    expect(frame.nullCount().row(0)).toEqual([1, 1, 1, 1]);
    expect(toColumns(frame, { strings: ["w"] })).toEqual(given);
  });
});
