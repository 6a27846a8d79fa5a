import { describe, expect, it } from "vitest";
import { loadPolars } from "../load-polars.js";
import { exactTime } from "./exact-time.js";

const pl = loadPolars();

function read(strings: readonly (string | null)[], format: string): (number | undefined)[] {
  const frame = pl.DataFrame([pl.Series("text", [...strings], pl.Utf8)]);
  const times = frame
    .select(exactTime(pl.col("text"), format))
    .getColumn("text")
    .cast(pl.Int64)
    .toArray();
  return (times as unknown as (number | null)[]).map((time) => time ?? undefined);
}

const two = (value: number): string => String(value).padStart(2, "0");
const four = (value: number): string => String(value).padStart(4, "0");
const parts = ["%Y", "%m", "%d", "%H", "%M", "%S"] as const;

/** A string in the format and its time by the calendar of JavaScript. */
function written(format: string, numbers: readonly number[]): readonly [string, number | undefined] {
  const text = parts.reduce(
    (found, part, at) => found.replace(part, (at === 0 ? four : two)(numbers[at] ?? 0)),
    format,
  );
  const [year = 0, month, day, hour, minute, second] = parts.map((part, at) =>
    format.includes(part) ? (numbers[at] ?? 0) : at < 3 ? 1 : 0,
  );
  const iso = `${four(year)}-${two(month ?? 0)}-${two(day ?? 0)}T${two(hour ?? 0)}:${two(minute ?? 0)}:${two(second ?? 0)}`;
  const time = new Date(`${iso}Z`);
  const exists = !Number.isNaN(time.getTime()) && time.toISOString().startsWith(iso);
  return [text, exists ? time.getTime() : undefined];
}

describe("exactTime", () => {
  it.each(["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y%m%d", "%d%m%Y", "%Y-%m", "%m|%Y"])(
    "takes by %s the days that the calendar has and no other",
    (format) => {
      const cases = [1, 10, 1900, 2000, 2018, 2021, 2024, 9999].flatMap((year) =>
        Array.from({ length: 14 * 33 }, (_, at) => written(format, [year, Math.floor(at / 33), at % 33])),
      );
      const strings = cases.map(([text]) => text);
      expect(read(strings, format)).toEqual(cases.map(([, time]) => time));
    },
  );

  it.each(["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%H:%M:%S %d/%m/%Y", "%Y%m%d%H%M%S", "%Y-%m-%d %H:%M:%S UTC"])(
    "takes by %s the hours, minutes and seconds of a day and no other",
    (format) => {
      const cases = Array.from({ length: 100 }, (_, at) => [
        written(format, [2018, 2, 28, at, 59, 0]),
        written(format, [2018, 12, 31, 23, at, 59]),
        written(format, [2018, 2, 27 + (at % 3), 0, 0, at]),
      ]).flat();
      const strings = cases.map(([text]) => text);
      expect(read(strings, format)).toEqual(cases.map(([, time]) => time));
    },
  );

  it.each([
    ["%Y-%m-%d", ["2020-1-01", "2020-01-1", "20-01-01", "12020-01-01", "+2020-01-01", "-2020-01-01", "2020-01-01 "]],
    ["%Y-%m-%d", [" 2020-01-01", "2020-01-01\n", "2020-01-01x", "2020/01/01", "2020-01-01 00:00:00", "", "٢٠٢٠-01-01"]],
    ["%Y-%m-%d %H:%M", ["2020-01-01  00:00", "2020-01-01\t00:00", "2020-01-01 0:00", "2020-01-01 00:00:00"]],
    ["%d.%m.%Y", ["01x01x2020", "1.1.2020", "01.01.20", "31.02.2021", "01.01.20201"]],
    ["%d-%b-%y", ["31-feb-20", "1-jan-20", "01-jan-2020", "x01-jan-20"]],
  ])("refuses in %s %j", (format, strings) => {
    expect(read([...strings, null], format)).toEqual([...strings, null].map(() => undefined));
  });

  it("reads several columns under their names", () => {
    const frame = pl.DataFrame({ from: ["2020-01-01", "2020-02-30"], to: ["2020-03-01", null] });
    const times = frame.select(exactTime(pl.col(["to", "from"]), "%Y-%m-%d"));
    const midnight = (text: string): Date => new Date(`${text}T00:00:00Z`);
    expect(times.toRecords()).toEqual([
      { to: midnight("2020-03-01"), from: midnight("2020-01-01") },
      { to: null, from: null },
    ]);
    const clocks = pl.DataFrame({ from: ["2020-01-01 00:00:01.250", null], to: ["2020-03-01 23:59:59.001", "x"] });
    expect(clocks.select(exactTime(pl.col(["to", "from"]), "%Y-%m-%d %H:%M:%S%.3f")).toRecords()).toEqual([
      { to: new Date("2020-03-01T23:59:59.001Z"), from: new Date("2020-01-01T00:00:01.250Z") },
      { to: null, from: null },
    ]);
    const months = pl.DataFrame({ from: ["2020-01", "2020-13"], to: ["2020-03", null] });
    const firsts = months.select(exactTime(pl.col(["from", "to"]), "%Y-%m"));
    expect(firsts.toRecords()).toEqual([
      { from: midnight("2020-01-01"), to: midnight("2020-03-01") },
      { from: null, to: null },
    ]);
  });

  it("reads names of months in any case, and fractions", () => {
    expect(read(["29-FEB-20", "29-Feb-20"], "%d-%b-%y")).toEqual([Date.UTC(2020, 1, 29), Date.UTC(2020, 1, 29)]);
    expect(read(["2020-01-01 00:00:00.250"], "%Y-%m-%d %H:%M:%S%.3f")).toEqual([Date.UTC(2020, 0, 1) + 250]);
  });

  it("takes offsets by %z as UTC, and refuses impossible days and offsets", () => {
    const utc = Date.UTC(2024, 2, 31, 0, 30);
    const forms = ["+0100", "+01:00", "+01", "-0000", "Z"];
    const strings = forms.map((offset) => `2024-03-31T01:30:00${offset}`);
    expect(read(strings, "%Y-%m-%dT%H:%M:%S%z")).toEqual([utc, utc, utc, utc + 3_600_000, utc + 3_600_000]);
    expect(read(["31 Mar 2024 01:30 AM +0100"], "%d %b %Y %I:%M %p %z")).toEqual([utc]);
    const wrong = ["2015-02-30T01:30:00Z", "2024-03-31T01:30:00", "2024-03-31T01:30:00+1", "2024-03-31T01:30:60Z"];
    expect(read([...wrong, "2024-03-31T01:30:00Zx", null], "%Y-%m-%dT%H:%M:%S%z")).toEqual(Array(6).fill(undefined));
  });
});
