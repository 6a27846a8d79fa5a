import { describe, expect, it } from "vitest";
import { countDuplicateRows } from "../count-duplicate-rows.js";
import { formatParquet } from "../formats/format-parquet.js";
import { parseParquet } from "../formats/parse-parquet.js";
import { loadPolars } from "../load-polars.js";
import { column } from "./column.js";
import { schema } from "./schema.js";
import type { TableReport } from "./table-report.js";
import { validateFrame } from "./validate-frame.js";

const pl = loadPolars();
const weather = schema(
  "weather",
  {
    temperature: column.number({ source: "temp", min: 200, outOfRange: "missing" }),
    count: column.integer({ max: 10 }),
    word: column.category({ values: ["Rain", "Clear"], nullable: true }),
  },
  { key: ["count"] },
);
const whole = (values: number[]) => pl.Series("count", BigInt64Array.from(values.map(BigInt)) as never);

describe("validateFrame", () => {
  it("names column and row of an unsigned integer beyond 64 bits", () => {
    const frame = pl.DataFrame({ id: ["1", "18446744073709551615"] }).select(pl.col("id").cast(pl.UInt64));
    expect(() => validateFrame(frame, schema("t", { id: column.integer() }))).toThrow(
      /column "id" row 2 of the frame is 18446744073709551615, the schema "t" expects an integer/,
    );
  });

  it("takes columns by either name, in the schema's order and types, and reports what it let pass", () => {
    const frame = pl.DataFrame({ word: ["Rain", null, "Clear"], count: whole([1, 2, 2]), temp: [280, 0, Number.NaN] });
    const reports: TableReport[] = [];
    const checked = validateFrame(frame.withColumns(pl.col("count").cast(pl.Int32)), weather, {
      uri: "a join",
      onReport: (report) => reports.push(report),
      extra: "refuse",
    });
    expect(checked.columns).toEqual(["temperature", "count", "word"]);
    expect(checked.dtypes.map(({ variant }) => variant)).toEqual(["Float64", "Int64", "String"]);
    expect(reports).toEqual([
      {
        uri: "a join",
        rowCount: 3,
        missing: { temperature: 2, word: 1 },
        repeatedKeys: 1,
        outOfRange: [
          { column: "temperature", count: 1, firstLocation: "row 2 of a join", firstValue: "0", rule: "at least 200" },
        ],
      },
    ]);
  });

  it.each([
    [
      { temp: [280, 281], count: [1, 1.5], word: ["Rain", "Rain"] },
      /column "count" row 2 of p is 1\.5, the schema "weather" expects an integer/,
    ],
    [{ temp: ["x"], count: whole([1]), word: ["Rain"] }, /column "temp" of p is String/],
    [{ temp: [280], count: whole([11]), word: ["Rain"] }, /column "count" row 1 of p is 11, .* at most 10/],
    [{ temp: [280], count: whole([1]), word: ["Hail"] }, /column "word" row 1 of p is "Hail", .* one of Rain, Clear/],
    [{ temp: [280], count: whole([1]) }, /no column "word" in p; it has temp, count/],
    [{ temp: [280], count: whole([1]), word: ["Rain"], wind: [1] }, /does not know: wind/],
  ])("refuses %#", (data, message) => {
    expect(() => validateFrame(pl.DataFrame(data), weather, { uri: "p" })).toThrow(message);
  });
});

describe("parseParquet", () => {
  it("reads back what formatParquet wrote", () => {
    const frame = pl.DataFrame({ temp: [280, 290], count: whole([1, 2]), word: ["Rain", null] });
    expect(parseParquet(formatParquet(frame), weather).rows()).toEqual([
      [280, 1, "Rain"],
      [290, 2, null],
    ]);
  });

  it("says that bytes are not Parquet, or damaged", () => {
    expect(() => parseParquet(Buffer.from("a,b\n1,2\n"), weather, { uri: "x.parquet" })).toThrow(
      "x.parquet is not Parquet: it does not begin with PAR1",
    );
    const bytes = formatParquet(pl.DataFrame({ temp: [280], count: whole([1]), word: ["Rain"] }));
    expect(() => parseParquet(bytes.subarray(0, bytes.length - 20), weather, { uri: "x.parquet" })).toThrow(
      /x.parquet is Parquet that cannot be read/,
    );
  });
});

describe("duplicateRows", () => {
  it("counts the rows that repeat a key", () => {
    const frame = pl.DataFrame({ day: [1, 1, 1, 2], hour: [7, 7, 8, 7] });
    expect(countDuplicateRows(frame, "day")).toBe(2);
    expect(countDuplicateRows(frame, ["day", "hour"])).toBe(1);
    expect(() => countDuplicateRows(frame, "dya")).toThrow('no column "dya"; the frame has day, hour');
  });

  it("takes floats that are integers, NaN and null as missing, for an integer column", () => {
    const ages = schema("ages", { age: column.integer({ nullable: true }) });
    const age = pl.Series("age", [31, null, Number.NaN, -0, 2 ** 53], pl.Float64);
    const read = validateFrame(pl.DataFrame([age]), ages);
    expect(read.getColumn("age").cast(pl.Utf8).toArray()).toEqual(["31", null, null, "0", "9007199254740992"]);
    expect(() => validateFrame(pl.DataFrame({ age: [2 ** 60] }), ages)).toThrow(/column "age" row 1/);
    const reports: TableReport[] = [];
    const mended = validateFrame(pl.DataFrame({ age: [1, 2.5] }), ages, {
      mode: "coerce",
      onReport: (report) => reports.push(report),
    });
    expect(mended.getColumn("age").nullCount()).toBe(1);
    expect(reports[0]?.violations?.[0]?.examples[0]?.value).toBe("2.5");
  });

  it("retains the wall clock of times with a zone, in the hour that a clock repeats too", () => {
    const instants = [new Date("2024-11-03T06:30:00Z"), new Date("2024-11-03T07:30:00Z"), null];
    const zoned = pl
      .DataFrame([pl.Series("t", instants, pl.Datetime("ms"))])
      .select(pl.col("t").dt.replaceTimeZone("UTC").dt.convertTimeZone("America/Chicago"));
    const read = validateFrame(zoned, schema("times", { t: column.datetime({ nullable: true }) }));
    expect(read.getColumn("t").toArray()).toEqual([
      new Date("2024-11-03T01:30:00Z"),
      new Date("2024-11-03T01:30:00Z"),
      null,
    ]);
  });
});
