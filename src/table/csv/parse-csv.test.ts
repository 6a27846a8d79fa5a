import { gzipSync } from "node:zlib";
import { describe, expect, expectTypeOf, it } from "vitest";
import { FormatError } from "../../core/errors.js";
import { column } from "../schema/column.js";
import { type SchemaRow, schema } from "../schema/schema.js";
import type { TableReport } from "../schema/table-report.js";
import { type ParseCsvOptions, parseCsv } from "./parse-csv.js";

const weather = schema("weather", {
  holiday: column.category(),
  temperature: column.number({ source: "temp", unit: "K", min: 0, max: 330 }),
  count: column.integer({ nullable: true }),
  time: column.datetime({ format: "%Y-%m-%d %H:%M:%S" }),
});
const header = "holiday,temp,count,time\n";
const good = "None,280.5,4,2016-02-28 17:00:00\n";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const parse = (text: string, options: ParseCsvOptions = {}) =>
  parseCsv(bytes(text), weather, { uri: "w.csv", ...options });
const one = (text: string, spec: ReturnType<typeof column.string>, options: ParseCsvOptions = {}) =>
  parseCsv(bytes(`x,y\n${text},1\n`), schema("one", { x: spec as never, y: column.string() }), {
    uri: "w.csv",
    ...options,
  })
    .getColumn("x")
    .toArray();

describe("parseCsv", () => {
  it("types the columns, under their names in code and in the schema's order", () => {
    const frame = parse(`time,count,temp,holiday\n2016-02-28 17:00:00,,280.5,None\n`);
    expect(frame.columns).toEqual(["holiday", "temperature", "count", "time"]);
    expect(frame.dtypes.map(({ variant }) => variant)).toEqual(["String", "Float64", "Int64", "Datetime"]);
    expect(frame.row(0)).toEqual(["None", 280.5, null, new Date("2016-02-28T17:00:00Z")]);
  });

  it("carries the types of a row", () => {
    const typed = schema("typed", {
      word: column.category({ values: ["a", "b"] }),
      share: column.number({ outOfRange: "missing" }),
      flag: column.boolean({ nullable: true }),
      count: column.integer(),
    });
    expectTypeOf<SchemaRow<typeof typed>>().toEqualTypeOf<{
      readonly word: "a" | "b";
      readonly share: number | null;
      readonly flag: boolean | null;
      readonly count: number;
    }>();
  });

  it.each([
    ["abc,x,1,t\n", /column "temp" line 3 of w.csv is "x", the schema "weather" expects a number/],
    ["None,nan,1,2016-02-28 17:00:00\n", /column "temp" line 3 of w.csv is "nan"/],
    ["None,inf,1,2016-02-28 17:00:00\n", /column "temp" line 3 of w.csv is "inf"/],
    ["None,,1,2016-02-28 17:00:00\n", /column "temp" line 3 of w.csv is missing, the schema "weather" expects a value/],
    ["None,-1,1,2016-02-28 17:00:00\n", /column "temp" line 3 of w.csv is -1, the schema "weather" expects 0 to 330 K/],
    ["None,1,1.5,2016-02-28 17:00:00\n", /column "count" line 3 of w.csv is "1.5", .* an integer/],
    ["None,1,99999999999999999999,2016-02-28 17:00:00\n", /column "count" line 3 of w.csv is "99999999999999999999"/],
    [
      "None,1,1,2016-02-30 17:00:00\n",
      /column "time" line 3 of w.csv is "2016-02-30 17:00:00", .* a date like %Y-%m-%d/,
    ],
    ["None,1,1,2016-2-28 17:00:00\n", /column "time" line 3 of w.csv is "2016-2-28 17:00:00"/],
    ["None,1,1,+016-02-28 17:00:00\n", /column "time" line 3/],
    ["None,1,1,2016-02-28 17:00:60\n", /column "time" line 3/],
  ])("refuses %j with file, column, line and value", (line, message) => {
    expect(() => parse(header + good + line)).toThrow(FormatError);
    expect(() => parse(header + good + line)).toThrow(message);
  });

  it("names the line in the file after quoted line breaks and blank lines, and counts the others", () => {
    const text = `${header}"a\nb",1,1,2016-02-28 17:00:00\n\nNone,x,1,2016-02-28 17:00:00\nNone,y,1,2016-02-28 17:00:00\n`;
    expect(() => parse(text)).toThrow(/column "temp" line 5 of w.csv is "x" \(and 1 more\)/);
  });

  it("takes only declared markers as missing", () => {
    expect(one("None", column.string())).toEqual(["None"]);
    expect(one("NA", column.string())).toEqual(["NA"]);
    expect(one("NA", column.string({ missing: ["NA"], nullable: true }))).toEqual([null]);
    expect(one("", column.string({ missing: [] }))).toEqual([""]);
    expect(one("-", column.integer({ missing: ["", "-"], nullable: true }) as never)).toEqual([null]);
  });

  it("reads integers written with a fraction of zero, and long ones exactly", () => {
    expect(one("40.0", column.integer() as never)).toEqual([40]);
    const frame = parseCsv(bytes("x\n9007199254740993\n"), schema("one", { x: column.integer() }));
    expect(frame.getColumn("x").toTypedArray()).toEqual(BigInt64Array.of(9007199254740993n));
  });

  it("reads true and false in their usual spellings, and nothing else", () => {
    const flags = parseCsv(bytes("x\ntrue\nFALSE\n1\n0\nYes\nno\n"), schema("one", { x: column.boolean() }));
    expect(flags.getColumn("x").toArray()).toEqual([true, false, true, false, true, false]);
    expect(() => one("maybe", column.boolean() as never)).toThrow(/expects true or false/);
  });

  it("reads ISO dates with and without time when no format is given, and no others", () => {
    const text = "x\n2016-02-28\n2016-02-28 17:00:00\n2016-02-28T17:00:00\n2016-02-28T17:00:00.250\n";
    const frame = parseCsv(bytes(text), schema("one", { x: column.datetime() }));
    expect(
      frame
        .getColumn("x")
        .toArray()
        .map((time) => (time as unknown as Date).toISOString()),
    ).toEqual([
      "2016-02-28T00:00:00.000Z",
      "2016-02-28T17:00:00.000Z",
      "2016-02-28T17:00:00.000Z",
      "2016-02-28T17:00:00.250Z",
    ]);
    expect(() => one("28/02/2016", column.datetime() as never)).toThrow(/expects a date and time like 2016-02-28/);
  });

  it("refuses 31/02/2020, which the engine reads as 1 February", () => {
    expect(() => one("31/02/2020", column.datetime({ format: "%d/%m/%Y" }) as never)).toThrow(/is "31\/02\/2020"/);
  });

  it("refuses values that are not allowed", () => {
    expect(() => one("Hail", column.category({ values: ["Rain", "Snow"] }))).toThrow(
      /column "x" line 2 of w.csv is "Hail", the schema "one" expects one of Rain, Snow/,
    );
  });

  it("counts values outside the range as missing on request, and reports it", () => {
    const lenient = schema(
      "lenient",
      { x: column.number({ min: 200, outOfRange: "missing" }), y: column.string() },
      { key: ["y"] },
    );
    const reports: TableReport[] = [];
    const frame = parseCsv(bytes("x,y\n280,a\n0,b\n-3,b\n"), lenient, {
      uri: "w.csv",
      onReport: (report) => reports.push(report),
    });
    expect(frame.getColumn("x").toArray()).toEqual([280, null, null]);
    expect(reports).toEqual([
      {
        uri: "w.csv",
        rowCount: 3,
        missing: { x: 2 },
        repeatedKeys: 1,
        outOfRange: [
          { column: "x", count: 2, firstLocation: "line 3 of w.csv", firstValue: "0", rule: "at least 200" },
        ],
      },
    ]);
    expect(() => parseCsv(bytes("x,y\n,a\n"), lenient)).toThrow(/is missing/);
  });

  it("names a missing column and what is there instead", () => {
    expect(() => parse("holiday,tmp,count,time\n")).toThrow(
      'no column "temp" in w.csv; it has holiday, tmp, count, time; did you mean "tmp"?',
    );
    expect(() => parse("holiday;temp;count;time\n")).toThrow(/seem to be separated by ";": pass delimiter/);
  });

  it("refuses columns the schema does not know, or leaves them out on request", () => {
    const text = `${header.trim()},wind,\n${good.trim()},3,\n`;
    expect(() => parse(text)).toThrow(
      /does not know: "wind", column 6 without a name; add them, or pass extra: "ignore"/,
    );
    expect(parse(text, { extra: "ignore" }).columns).toEqual(["holiday", "temperature", "count", "time"]);
  });

  it("refuses an empty file and a header alone, unless no rows are meant", () => {
    expect(() => parse("")).toThrow("w.csv is empty");
    expect(() => parse(header)).toThrow("w.csv has a header and no rows");
    expect(parse(header, { empty: "allow" }).shape).toEqual({ height: 0, width: 4 });
  });

  it("reads other delimiters, gzip and encodings", () => {
    expect(parse((header + good).replaceAll(",", ";"), { delimiter: ";" }).height).toBe(1);
    expect(parseCsv(gzipSync(bytes(header + good)), weather).height).toBe(1);
    const latin = Uint8Array.from([...bytes(`${header}M`), 0xd3, ...bytes("VIL,1,1,2016-02-28 17:00:00\n")]);
    expect(parseCsv(latin, weather, { encoding: "windows-1252" }).getColumn("holiday").get(0)).toBe("MÓVIL");
    expect(() => parseCsv(latin, weather, { uri: "w.csv" })).toThrow(
      'w.csv is not UTF-8: byte D3 at offset 25, line 2; pass encoding: "windows-1252"',
    );
    const wide = Buffer.from(`\ufeff${header}${good}`, "utf16le");
    expect(() => parseCsv(wide, weather, { uri: "w.csv" })).toThrow('pass encoding: "utf-16le"');
    expect(parseCsv(wide, weather, { encoding: "utf-16le" }).height).toBe(1);
  });

  it("says that a cut gzip is damaged", () => {
    const packed = gzipSync(bytes(header + good.repeat(100)));
    expect(() => parseCsv(packed.subarray(0, packed.length - 12), weather, { uri: "w.csv.gz" })).toThrow(
      /w.csv.gz cannot be unpacked as gzip/,
    );
  });

  it("refuses options it does not know", () => {
    expect(() => parse(header + good, { delimeter: ";" } as never)).toThrow(
      'unknown option "delimeter"; did you mean "delimiter"?',
    );
    expect(() => parse(header + good, { delimiter: "ab" })).toThrow("one ASCII character");
  });
});

it("leaves a column empty that the file lacks and objects have, such as constructor", () => {
  const table = schema("t", {
    a: column.integer(),
    builder: column.string({ source: "constructor", nullable: true, optional: true }),
  });
  expect(parseCsv(bytes("a\n1\n"), table).toRecords()).toEqual([{ a: 1, builder: null }]);
});
