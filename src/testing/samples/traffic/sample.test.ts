import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { trafficSample } from "./sample.js";

const folder = new URL("../../../../data/traffic/sample/", import.meta.url);
const files = trafficSample();
const rows = [...files.values()].flatMap((text) => text.trimEnd().split("\n").slice(1));
const cells = rows.map((row) => row.split(","));

describe("trafficSample", () => {
  it("gives, byte for byte, the files that are committed", () => {
    const names = [...files.keys()].map((year) => `Metro_Interstate_Traffic_Volume_${year}.csv`);
    expect(readdirSync(folder).filter((name) => name.endsWith(".csv"))).toEqual(names);
    for (const [year, text] of files) {
      expect(readFileSync(new URL(`Metro_Interstate_Traffic_Volume_${year}.csv`, folder), "utf8")).toBe(text);
    }
  });

  it("covers 2012 to 2018 with the header of the real year files", () => {
    expect([...files.keys()]).toEqual([2012, 2013, 2014, 2015, 2016, 2017, 2018]);
    for (const text of files.values()) {
      expect(text.split("\n")[0]).toBe("holiday,temp,rain_1h,snow_1h,clouds_all,weather_main,date_time,traffic_volume");
    }
  });

  it("has the faults of the published table", () => {
    expect(cells.filter(([, temp]) => temp === "0.0").length).toBeGreaterThanOrEqual(10);
    expect(cells.filter(([, , rain]) => Number(rain) > 1_000).map((row) => row[6])).toContain("2016-07-11 17:00:00");
    expect(new Set(rows).size).toBeLessThan(rows.length);
    expect(new Set(cells.map((row) => row[6])).size).toBeLessThan(new Set(rows).size);
    expect(rows.some((row) => row.includes("2014-12") || row.includes("2015-03"))).toBe(false);
  });

  it("names a holiday only on the row of midnight and says None elsewhere", () => {
    const named = cells.filter(([holiday]) => holiday !== "None");
    expect(named.length).toBeGreaterThan(30);
    expect(named.every((row) => row[6]?.endsWith("00:00:00"))).toBe(true);
  });

  it("gives other rows for another seed, and the same for the same", () => {
    expect(trafficSample({ seed: 1, oneHourIn: 30 })).toEqual(trafficSample({ seed: 1, oneHourIn: 30 }));
    expect(trafficSample({ seed: 1, oneHourIn: 30 })).not.toEqual(trafficSample({ seed: 2, oneHourIn: 30 }));
  });
});
