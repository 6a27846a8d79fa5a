import { describe, expect, it } from "vitest";
import { loadPolars } from "../load-polars.js";
import { withPlainTimes } from "./with-plain-times.js";

const pl = loadPolars();

function read(texts: readonly (string | null)[], sample = 1): unknown[] {
  const frame = pl.DataFrame([pl.Series("time", [...texts], pl.Utf8)]);
  const times = withPlainTimes(frame.lazy(), frame.head(sample))?.collectSync().getColumn("time");
  return times === undefined ? ["no plain form"] : iso(times.toArray() as unknown as (Date | null)[]);
}

function iso(times: readonly (Date | null)[]): (string | undefined)[] {
  return times.map((time) => time?.toISOString());
}

describe("withPlainTimes", () => {
  it.each([
    ["2020-02-29 23:59:59", "2020-02-29T23:59:59.000Z"],
    ["2020-02-29T00:00:00", "2020-02-29T00:00:00.000Z"],
    ["2020-02-29", "2020-02-29T00:00:00.000Z"],
    ["0001-01-01", "0001-01-01T00:00:00.000Z"],
    ["9999-12-31 00:00:00", "9999-12-31T00:00:00.000Z"],
  ])("reads %s", (text, time) => {
    expect(read([text, null, ""])).toEqual([time, undefined, undefined]);
  });

  it.each([
    ["2020-01-01 00:00:00", "2020-02-03T10:20:30", "2020-02-03T10:20:30.000Z"],
    ["2020-01-01T00:00:00", "2020-02-03 10:20:30", "2020-02-03T10:20:30.000Z"],
    ["2020-01-01 00:00:00", "2020-02-03 10:20:30.25", "2020-02-03T10:20:30.250Z"],
    ["2020-01-01 00:00:00", "2020-02-03T10:20:30.123456789", "2020-02-03T10:20:30.123Z"],
    ["2020-01-01 00:00:00", "2020-02-03 10:20", "2020-02-03T10:20:00.000Z"],
    ["2020-01-01 00:00:00", "2020-02-03", "2020-02-03T00:00:00.000Z"],
    ["2020-01-01 00:00:00", "2020-2-3", "2020-02-03T00:00:00.000Z"],
    ["2020-01-01", "2020-2-3", "2020-02-03T00:00:00.000Z"],
  ])("in a column that begins with %s reads %s", (first, text, time) => {
    expect(read([first, text])[1]).toBe(time);
  });

  it.each([
    ["2020-01-01 00:00:00", "2020-02-30 00:00:00"],
    ["2020-01-01 00:00:00", "2020-02-30 00:00:00.5"],
    ["2020-01-01 00:00:00", "2020-02-03 10:20:60"],
    ["2020-01-01 00:00:00", "2020-02-03 10:20:60.5"],
    ["2020-01-01 00:00:00", "2020-02-03 24:00:00"],
    ["2020-01-01 00:00:00", "2020-02-03 10:60"],
    ["2020-01-01 00:00:00", "2020-02-03 10:20:30 "],
    ["2020-01-01 00:00:00", "2020-02-03 10:20:30\n"],
    ["2020-01-01 00:00:00", "2020-02-03T10:20:30Z"],
    ["2020-01-01 00:00:00", "2020-02-03T10:20:30+01:00"],
    ["2020-01-01 00:00:00", "03/02/2020 10:20:30"],
    ["2020-01-01 00:00:00", "20200203"],
    ["2020-01-01 00:00:00", "yesterday"],
    ["2020-01-01", "2018-02-29"],
    ["2020-01-01", "2018-2-29"],
    ["2020-01-01 00:00:00", "2018-02-29 00:00:00"],
    ["2020-01-01 00:00:00", "2018-02-29"],
    ["2020-01-01", "2020-13-01"],
    ["2020-01-01", "2020-02-03 10:20:30"],
    ["2020-01-01", "12020-02-03"],
    ["2020-01-01", "-2020-02-03"],
    ["2020-01-01", "2020-02-03 "],
    ["2020-01-01", "2020-02-03\n"],
  ])("in a column that begins with %s refuses %j and names it", (first, text) => {
    expect(() => read([first, text])).toThrow(`not a time: ${text}`.trimEnd());
  });

  it("leaves the columns to the engine when the sample of one is in no plain form", () => {
    for (const first of ["01/02/2020", "2020-01-01 00:00", "2020-01-01T00:00:00Z", "2020-02-30", "10:00:00", null]) {
      expect(read([first])).toEqual(["no plain form"]);
    }
    expect(read(["2020-01-01", "2020-01-01 00:00:00"], 2)).toEqual(["no plain form"]);
  });

  it("takes the days that the calendar has and no other", () => {
    const days: [string, boolean][] = [];
    for (const year of ["0004", "0010", "1900", "2000", "2018", "2024"]) {
      for (let month = 0; month <= 13; month++) {
        for (let day = 0; day <= 32; day++) {
          const text = `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
          const time = new Date(`${text}T00:00:00Z`);
          days.push([text, !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text)]);
        }
      }
    }
    const real = days.filter(([, exists]) => exists).map(([text]) => text);
    expect(real.length).toBe(366 * 3 + 365 * 3);
    expect(read(real)).toEqual(real.map((text) => `${text}T00:00:00.000Z`));
    expect(read(real.map((text) => `${text} 12:00:00`))).toEqual(real.map((text) => `${text}T12:00:00.000Z`));
    const unreal = days.filter(([, exists]) => !exists).map(([text]) => text);
    const count = `for ${unreal.length} out of ${unreal.length + 1} values`;
    expect(() => read(["2000-01-01", ...unreal])).toThrow(count);
    expect(() => read(["2000-01-01 00:00:00", ...unreal.map((text) => `${text} 00:00:00`)])).toThrow(count);
  });
});
