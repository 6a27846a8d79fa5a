import { describe, expect, it } from "vitest";
import { type ColumnSpec, column } from "../schema/column.js";
import { type SchemaOptions, schema } from "../schema/schema.js";
import type { TableReport } from "../schema/table-report.js";
import { type ParseCsvOptions, parseCsv } from "./parse-csv.js";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const quoted = (cells: readonly string[]): string => cells.map((cell) => `"${cell}",-\n`).join("");
const read = (
  cells: readonly string[],
  spec: ColumnSpec,
  { trim, ...options }: ParseCsvOptions & SchemaOptions = {},
): readonly unknown[] => {
  const table = schema("one", { x: spec, y: column.string() }, trim === undefined ? {} : { trim });
  return parseCsv(bytes(`x,y\n${quoted(cells)}`), table, { uri: "w.csv", ...options })
    .getColumn("x")
    .toArray();
};
const days = (values: readonly unknown[]): readonly string[] =>
  values.map((value) => (value as Date).toISOString().slice(0, 10));

describe("rules of how a column is written", () => {
  it("refuses an integer with a fraction of zero that a float rounds", () => {
    expect(read(["9007199254740991.0", "1e3"], column.integer()).map(String)).toEqual(["9007199254740991", "1000"]);
    expect(() => read(["9007199254740993.0"], column.integer())).toThrow('"9007199254740993.0"');
  });

  it("reads thousands marks, decimal commas and percent signs", () => {
    expect(
      read(["7,933", "12", "1,234,567", "-1,000.5", ""], column.number({ thousands: ",", nullable: true })),
    ).toEqual([7933, 12, 1_234_567, -1000.5, null]);
    expect(read(["1.234,5", "0,25", ",5", "3"], column.number({ thousands: ".", decimal: "," }))).toEqual([
      1234.5, 0.25, 0.5, 3,
    ]);
    expect(read(["88.71%", "5 %", "1e2"], column.number({ percent: true }))).toEqual([88.71, 5, 100]);
    expect(read(["12 345", "1 000 000"], column.integer({ thousands: " " })).map(Number)).toEqual([12_345, 1_000_000]);
    expect(read(["1,000.00"], column.integer({ thousands: "," })).map(Number)).toEqual([1000]);
  });

  it.each([
    [
      "12,34",
      column.number({ thousands: "," }),
      /line 2 of w.csv is "12,34".* a number with groups of three digits separated by ","/,
    ],
    ["1,2345", column.number({ thousands: "," }), /is "1,2345"/],
    [",123", column.number({ thousands: "," }), /is ",123"/],
    ["1.5", column.number({ decimal: "," }), /is "1.5".*a decimal ","/],
    ["1,2,3", column.number({ decimal: "," }), /is "1,2,3"/],
    ["5%", column.number({ decimal: "," }), /is "5%"/],
    ["5%%", column.number({ percent: true }), /is "5%%"/],
    ["7,933", column.number(), /is "7,933"/],
    ["31/02/2020", column.datetime({ format: ["%d/%m/%Y", "%d-%b-%y"] }), /a date like %d\/%m\/%Y or %d-%b-%y/],
    ["2020-13", column.datetime({ format: "%Y-%m" }), /is "2020-13"/],
    [" 1", column.number(), /is " 1"/],
    ["ja", column.boolean(), /expects true or false/],
    ["g003", column.string({ pattern: "[A-Z]\\d+" }), /is "g003".* a string like \[A-Z\]/],
    ["xG003", column.string({ pattern: "[A-Z]\\d+" }), /is "xG003"/],
  ])("refuses %j, which is written otherwise", (cell, spec, message) => {
    expect(() => read([cell], spec)).toThrow(message);
  });

  it("reads dates in each of several formats, and months and years as their first day", () => {
    const format = ["%d/%m/%Y", "%d-%b-%y", "%d%b%Y"];
    expect(days(read(["15/06/2010", "15-Jun-10", "15JUN2010", "15-jun-10"], column.datetime({ format })))).toEqual(
      new Array(4).fill("2010-06-15"),
    );
    expect(days(read(["2010-06", "2020-12"], column.datetime({ format: "%Y-%m" })))).toEqual([
      "2010-06-01",
      "2020-12-01",
    ]);
    expect(days(read(["1960"], column.datetime({ format: "%Y" })))).toEqual(["1960-01-01"]);
  });

  it("leaves out blanks round names and cells only on request", () => {
    const table = (trim: boolean) => schema("t", { group: column.string(), share: column.number() }, { trim });
    const text = bytes(' group , share\n G003 , 1.5 \nG003,2\n"  ",3\n');
    expect(() => parseCsv(text, table(false))).toThrow('no column "group"');
    expect(() => parseCsv(text, table(true), { uri: "w.csv" })).toThrow(/column "group" line 4 of w.csv is missing/);
    const accepted = parseCsv(text, table(true), { mode: "quarantine" });
    expect(accepted.getColumn("group").toArray()).toEqual(["G003", "G003"]);
    expect(read([" a "], column.string({ trim: true }))).toEqual(["a"]);
    expect(read([" a "], column.string({ trim: false }), { trim: true })).toEqual([" a "]);
  });

  it("takes a column under any of its names, but not two at once", () => {
    const index = schema("index", { index: column.integer({ source: ["IHH_INTMOVIL_E", "IHH_TELFIJA_E"] }) });
    expect(Number(parseCsv(bytes("IHH_TELFIJA_E\n7\n"), index).getColumn("index").get(0))).toBe(7);
    expect(() => parseCsv(bytes("IHH\n7\n"), index, { uri: "w.csv" })).toThrow(
      'no column "IHH_INTMOVIL_E" or "IHH_TELFIJA_E" in w.csv; it has IHH',
    );
    expect(() => parseCsv(bytes("IHH_TELFIJA_E,IHH_INTMOVIL_E\n7,8\n"), index)).toThrow(
      /has both "IHH_INTMOVIL_E" and/,
    );
  });

  it("lets an optional column be absent, with an account, but not empty", () => {
    const share = schema("share", { share: column.number(), date: column.datetime({ optional: true }) });
    const reports: TableReport[] = [];
    const frame = parseCsv(bytes("share\n1\n2\n"), share, { onReport: (report) => reports.push(report) });
    expect(frame.getColumn("date").toArray()).toEqual([null, null]);
    expect(frame.dtypes.map(({ variant }) => variant)).toEqual(["Float64", "Datetime"]);
    expect(reports[0]?.absent).toEqual(["date"]);
    expect(() => parseCsv(bytes("share,date\n1,\n"), share)).toThrow('column "date" line 2 of the text is missing');
  });

  it("skips lines before the header, counts them, and names them when they are forgotten", () => {
    const area = schema("area", { name: column.string(), value: column.number() });
    const text = bytes('"Source","Bank",\r\n\r\n"Updated","x",\r\n\r\nname,value\r\na,1\r\nb,x\r\n');
    expect(() => parseCsv(text, area, { uri: "w.csv", skipLines: 4 })).toThrow('column "value" line 7 of w.csv is "x"');
    expect(() => parseCsv(bytes("title\nname,value\na,1\n"), area)).toThrow(
      "or pass skipLines: 1 when line 2 is the header",
    );
    expect(() => parseCsv(text, area, { skipLines: 40 })).toThrow("has no header line after the 40 lines to skip");
    expect(() => parseCsv(text, area, { skipLines: -1 })).toThrow("skipLines: expected an integer");
  });

  it("names the delimiter that a first line sep= names", () => {
    const ab = schema("ab", { a: column.integer(), b: column.integer() });
    const text = new TextEncoder().encode("sep=;\r\na;b\r\n1;2\r\n");
    expect(() => parseCsv(text, ab)).toThrow('pass delimiter: ";" and skipLines: 1');
    expect(parseCsv(text, ab, { delimiter: ";", skipLines: 1 }).rows()).toEqual([[1, 2]]);
  });

  it("leaves out a last column that has neither name nor cells, and refuses one with cells", () => {
    const one = schema("one", { x: column.number() });
    expect(parseCsv(bytes("x,\n1,\n2,\n"), one).columns).toEqual(["x"]);
    expect(() => parseCsv(bytes("x,\n1,\n2,9\n"), one)).toThrow(/has cells in column 2, which has no name/);
    expect(() => parseCsv(bytes(",x\n,1\n"), one)).toThrow("column 1 without a name");
  });

  it.each([
    [Buffer.from("\ufeffx,y\nÑ,1\n"), "utf-8"],
    [Buffer.from("x,y\nÑ,1\n"), "utf-8"],
    [Buffer.from("x,y\nÑ,1\n", "latin1"), "windows-1252"],
    [Buffer.from("\ufeffx,y\nÑ,1\n", "utf16le"), "utf-16le"],
    [Buffer.from("\ufeffx,y\nÑ,1\n", "utf16le").swap16(), "utf-16be"],
  ] as const)("finds the encoding of %j and says which", (text, encoding) => {
    const reports: TableReport[] = [];
    const table = schema("t", { x: column.string(), y: column.integer() });
    const frame = parseCsv(text, table, { encoding: "auto", onReport: (report) => reports.push(report) });
    expect(frame.getColumn("x").get(0)).toBe("Ñ");
    expect(reports[0]?.encoding).toBe(encoding);
  });

  it("refuses bytes that are neither UTF-8 nor Windows-1252", () => {
    const text = Buffer.from([0x78, 0x0a, 0x90, 0x0a]);
    expect(() => parseCsv(text, schema("t", { x: column.string() }), { encoding: "auto", uri: "w.csv" })).toThrow(
      "w.csv is neither UTF-8 nor Windows-1252: byte 90 at offset 2",
    );
  });

  it("reads true and false as publishers spell them", () => {
    expect(read(["true", "True", "FALSE", "Y", "n", "1", "0", "Yes", "t"], column.boolean())).toEqual([
      true,
      true,
      false,
      true,
      false,
      true,
      false,
      true,
      true,
    ]);
  });

  it("separates years as column names from each other, whatever their order", () => {
    const years = schema("years", { area: column.string(), "2001": column.number(), "2000": column.number() });
    const frame = parseCsv(bytes("area,2001,2000\na,1,2\n"), years);
    expect([frame.getColumn("2001").get(0), frame.getColumn("2000").get(0)]).toEqual([1, 2]);
  });

  it("refuses schemas that would have to guess", () => {
    expect(() => schema("t", { x: column.datetime({ format: ["%d/%m/%Y", "%m/%d/%Y"] }) })).toThrow(
      "takes both %d/%m/%Y and %m/%d/%Y, and a cell may fit both",
    );
    expect(() => schema("t", { x: column.number({ thousands: ".", decimal: "." }) })).toThrow(
      "both as thousands and as decimal",
    );
    expect(() => schema("t", { x: column.string({ pattern: "(" }) })).toThrow("expected a regular expression");
    expect(() => schema("t", { x: column.string({ pattern: "(?=a)b" }) })).toThrow("look-around");
  });
});
