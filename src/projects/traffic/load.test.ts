import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { getNumbers, toColumns } from "cuaderno";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadTraffic } from "./load.js";
import { prepareTraffic } from "./prepare.js";
import { trafficQuality } from "./quality.js";

const header = "holiday,temp,rain_1h,snow_1h,clouds_all,weather_main,date_time,traffic_volume";
const rows = [
  "Columbus Day,280.0,0.0,0.0,40.0,Clouds,2012-10-08 00:00:00,500",
  "None,281.0,0.0,0.0,40.0,Clouds,2012-10-08 01:00:00,400",
  "None,0.0,0.0,0.0,40.0,Clear,2012-10-08 02:00:00,300",
  "None,282.0,9831.3,0.0,40.0,Rain,2012-10-09 05:00:00,2500",
  "None,282.0,1.0,0.0,40.0,Mist,2012-10-09 05:00:00,2500",
  "None,282.0,1.0,0.0,40.0,Mist,2012-10-09 05:00:00,2500",
];

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "traffic-"));
  await mkdir(join(folder, "raw"));
});
afterEach(() => rm(folder, { recursive: true }));

const put = (name: string, lines: readonly string[]): Promise<void> =>
  writeFile(join(folder, "raw", name), `${[header, ...lines].join("\n")}\n`);

describe("loadTraffic", () => {
  it("reads the word None as a value and impossible readings as missing, and counts them", async () => {
    await put("Metro_2012.csv", rows);
    const table = await loadTraffic(folder);
    expect(table.origin.label).toBe("real, added by hand");
    expect(table.frame.getColumn("holiday").nullCount()).toBe(0);
    expect(table.frame.getColumn("temperature").nullCount()).toBe(1);
    expect(trafficQuality(table)).toMatchObject({
      rows: 6,
      noneRows: 5,
      impossible: [
        { column: "temperature", count: 1 },
        { column: "rain", count: 1, firstValue: "9831.3" },
      ],
      repeatedRows: 1,
      hours: 4,
      crowdedHours: 1,
      gaps: 1,
      namedHolidayRows: 1,
      holidayRows: 3,
    });
  });

  it("reads the full table, with its further column, as the same rows", async () => {
    await put("Metro_2012.csv", rows);
    const byYear = await loadTraffic(folder);
    const longer = [
      header.replace(",date_time", ",weather_description,date_time"),
      ...rows.map((row) => row.replace(/,(2012)/, ",in words,$1")),
    ];
    await writeFile(join(folder, "raw", "Metro.csv.gz"), gzipSync(`${longer.join("\n")}\n`));
    const full = await loadTraffic(folder, { form: "full" });
    expect(full.objects.map(({ key }) => key)).toEqual(["Metro.csv.gz"]);
    expect(full.frame.toString()).toBe(byYear.frame.toString());
  });

  it("takes the years asked for, and says which there are", async () => {
    await put("Metro_2012.csv", rows);
    await put("Metro_2013.csv", ["None,280.0,0.0,0.0,40.0,Clouds,2013-01-01 00:00:00,500"]);
    expect((await loadTraffic(folder, { years: [2013] })).frame.height).toBe(1);
    await expect(loadTraffic(folder, { years: [2014] })).rejects.toThrow(
      /no file for 2014 in .*; there are 2012, 2013/,
    );
  });

  it.each([
    ["no files at all", [], "no traffic files in"],
    [
      "a word where a number must be",
      ["None,warm,0.0,0.0,40.0,Clear,2012-10-08 02:00:00,300"],
      /temp.*Metro_2012\.csv.*warm|Metro_2012\.csv.*temp.*warm/s,
    ],
    ["an impossible date", ["None,280,0.0,0.0,40.0,Clear,2012-13-08 02:00:00,300"], /date_time|time/],
    ["a weather word that is not known", ["None,280,0.0,0.0,40.0,Frogs,2012-10-08 02:00:00,300"], /Frogs/],
  ])("refuses %s, naming the place", async (_, lines, message) => {
    if (lines.length > 0) await put("Metro_2012.csv", lines);
    await expect(loadTraffic(folder)).rejects.toThrow(message);
  });

  it("refuses year files of two tables in one folder", async () => {
    await put("Metro_2012.csv", rows);
    await put("Other_2012.csv", rows);
    await expect(loadTraffic(folder)).rejects.toThrow("year files of several tables (Metro, Other)");
  });
});

describe("prepareTraffic", () => {
  it("spreads a holiday over its day, or takes the table at its word", async () => {
    await put("Metro_2012.csv", rows);
    const { frame } = await loadTraffic(folder);
    const flags = (holiday: "day" | "midnight"): number[] => [
      ...getNumbers(toColumns(prepareTraffic(frame, { holiday })), "isHoliday"),
    ];
    expect(flags("day")).toEqual([1, 1, 1, 0, 0]);
    expect(flags("midnight")).toEqual([1, 0, 0, 0, 0]);
  });

  it("adds calendar parts, Monday being 0, and puts rows in order of time", async () => {
    await put("Metro_2012.csv", rows.toReversed());
    const prepared = toColumns(prepareTraffic((await loadTraffic(folder)).frame));
    expect([...getNumbers(prepared, "hour")]).toEqual([0, 1, 2, 5, 5]);
    expect([...getNumbers(prepared, "weekday")]).toEqual([0, 0, 0, 1, 1]);
    expect([...getNumbers(prepared, "month")]).toEqual([10, 10, 10, 10, 10]);
  });
});
