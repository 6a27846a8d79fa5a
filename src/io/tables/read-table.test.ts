import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { column } from "../../table/schema/column.js";
import { schema } from "../../table/schema/schema.js";
import type { TableReport } from "../../table/schema/table-report.js";
import { toColumns } from "../../table/to-columns.js";
import { readTable } from "./read-table.js";

const mirror = process.env.CUADERNO_DATA_MIRROR;
const yearColumns = {
  holiday: column.category(),
  temperature: column.number({ source: "temp", unit: "K", min: 200, max: 330, outOfRange: "missing" }),
  rain: column.number({ source: "rain_1h", unit: "mm", min: 0, max: 305, outOfRange: "missing" }),
  snow: column.number({ source: "snow_1h", unit: "mm", min: 0 }),
  clouds: column.integer({ source: "clouds_all", unit: "%", min: 0, max: 100 }),
  weather: column.category({ source: "weather_main" }),
  time: column.datetime({ source: "date_time", format: "%Y-%m-%d %H:%M:%S" }),
  volume: column.integer({ source: "traffic_volume", min: 0, max: 20_000 }),
};
const year = schema("traffic", yearColumns, { key: ["time"] });
const full = schema(
  "traffic, full",
  { ...yearColumns, description: column.string({ source: "weather_description" }) },
  { key: ["time"] },
);

describe.skipIf(mirror === undefined)(
  "the published traffic tables (CUADERNO_DATA_MIRROR is unset when skipped)",
  () => {
    const folder = join(mirror ?? "", "traffic");

    it("loads the seven year files with the rows their README states", async () => {
      const rows: [string, number][] = [];
      for (const name of ["2012", "2013", "2014", "2015", "2016", "2017", "2018"]) {
        const frame = await readTable(join(folder, `Metro_Interstate_Traffic_Volume_${name}.csv`), year);
        rows.push([name, frame.height]);
      }
      expect(Object.fromEntries(rows)).toEqual({
        2012: 2_499,
        2013: 8_416,
        2014: 4_839,
        2015: 4_372,
        2016: 9_300,
        2017: 10_596,
        2018: 7_948,
      });
    });

    it("loads the full table, retains the word None as a value and reports impossible readings", async () => {
      const reports: TableReport[] = [];
      const uri = join(folder, "Metro_Interstate_Traffic_Volume.csv.gz");
      const frame = await readTable(uri, full, { onReport: (report) => reports.push(report) });
      expect(frame.height).toBe(48_204);
      const holiday = toColumns(frame).byName.get("holiday");
      if (holiday?.kind !== "category") throw new Error("holiday must be a category");
      const none = holiday.categories.indexOf("None");
      expect(holiday.codes.filter((code) => code === none).length).toBe(48_143);
      expect(holiday.categories.length).toBe(12);
      expect(reports).toEqual([
        {
          uri,
          rowCount: 48_204,
          missing: { temperature: 10, rain: 1 },
          repeatedKeys: 48_204 - 40_575,
          outOfRange: [
            {
              column: "temperature",
              count: 10,
              firstLocation: `line 11900 of ${uri}`,
              firstValue: "0",
              rule: "200 to 330 K",
            },
            {
              column: "rain",
              count: 1,
              firstLocation: `line 24874 of ${uri}`,
              firstValue: "9831.3",
              rule: "0 to 305 mm",
            },
          ],
        },
      ]);
    });

    it("puts several files below each other and names the file of a bad cell", async () => {
      const names = [2012, 2013].map((name) => join(folder, `Metro_Interstate_Traffic_Volume_${name}.csv`));
      expect((await readTable(names, year)).height).toBe(2_499 + 8_416);
      const narrow = schema("narrow", {
        ...yearColumns,
        volume: column.integer({ source: "traffic_volume", max: 7_213 }),
      });
      await expect(readTable(names, narrow)).rejects.toThrow(
        /column "traffic_volume" line \d+ of .*_2013\.csv is 72\d\d/,
      );
    });
  },
);

describe.skipIf(mirror === undefined)("other published tables (CUADERNO_DATA_MIRROR is unset when skipped)", () => {
  it("refuses Windows-1252 as UTF-8 with offset and line, and retains the accents on request", async () => {
    const uri = join(mirror ?? "", "telecom", "TD_MARKET_SHARE_INTMOVIL_ITE_VA.csv");
    const share = schema("share", { group: column.category({ source: "GRUPO" }) });
    await expect(readTable(uri, share, { extra: "ignore" })).rejects.toThrow(
      /is not UTF-8: byte [0-9A-F]{2} at offset \d+, line \d+; pass encoding: "windows-1252"/,
    );
    const frame = await readTable(uri, share, { extra: "ignore", encoding: "windows-1252" });
    expect(frame.height).toBe(3_123);
    expect(toColumns(frame).byName.get("group")).toMatchObject({
      categories: expect.arrayContaining(["AMÉRICA MÓVIL"]) as unknown,
    });
  });

  it("reads a byte-order mark, and a line break inside a quoted cell", async () => {
    const portal = join(mirror ?? "", "crime", "crimes_2024_portal_export_10k.csv");
    const crime = schema("crime", {
      id: column.integer({ source: "ID" }),
      date: column.datetime({ source: "Date", format: "%m/%d/%Y %I:%M:%S %p" }),
      arrest: column.boolean({ source: "Arrest" }),
      latitude: column.number({ source: "Latitude", nullable: true }),
    });
    const reports: TableReport[] = [];
    const frame = await readTable(portal, crime, { extra: "ignore", onReport: (report) => reports.push(report) });
    expect(frame.height).toBe(10_000);
    expect(reports[0]?.missing).toEqual({ latitude: 270 });
    const stations = schema("stations", { district: column.string({ source: "DISTRICT" }) });
    const read = await readTable(join(mirror ?? "", "crime", "police_stations.csv"), stations, { extra: "ignore" });
    expect(read.height).toBe(23);
  });
});
