import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { oneHot } from "../features/encoders/one-hot.js";
import { select } from "../features/selection/select.js";
import { calendarParts } from "../features/time/calendar-parts.js";
import { groupMean } from "../models/baselines/group-mean.js";
import { rmse } from "../models/metrics/rmse.js";
import { gradientBoosting } from "../models/trees/gradient-boosting.js";
import { type Columns, columnsFromEntries } from "../table/columns.js";
import { getNumbers } from "../table/get-numbers.js";
import { takeRows } from "../table/take-rows.js";
import { pipeline } from "./pipeline.js";
import { timeSplit } from "./time-split.js";

const mirror = process.env.CUADERNO_DATA_MIRROR;
const folder = mirror === undefined ? undefined : join(mirror, "traffic");

/** The year files as columns; the holiday name of 00:00 is used for all hours of the day in `day_holiday`. */
function trafficYears(directory: string): Columns {
  const rows: string[][] = [];
  for (let year = 2012; year <= 2018; year++) {
    const text = readFileSync(join(directory, `Metro_Interstate_Traffic_Volume_${year}.csv`), "utf8");
    for (const line of text.trim().split("\n").slice(1)) rows.push(line.split(","));
  }
  const strings = (index: number): string[] => rows.map((row) => row[index] ?? "");
  const numbers = (index: number): Float64Array => Float64Array.from(rows, (row) => Number(row[index]));
  const days = strings(6).map((time) => time.slice(0, 10));
  const holidays = new Set(days.filter((_, row) => rows[row]?.[0] !== "None"));
  return columnsFromEntries([
    ["holiday", { kind: "number", values: Float64Array.from(strings(0), (name) => (name === "None" ? 0 : 1)) }],
    ["day_holiday", { kind: "number", values: Float64Array.from(days, (day) => (holidays.has(day) ? 1 : 0)) }],
    ["temp", { kind: "number", values: numbers(1) }],
    ["rain_1h", { kind: "number", values: numbers(2) }],
    ["snow_1h", { kind: "number", values: numbers(3) }],
    ["clouds_all", { kind: "number", values: numbers(4) }],
    ["weather_main", { kind: "string", values: strings(5) }],
    [
      "date_time",
      { kind: "time", values: Float64Array.from(strings(6), (time) => Date.parse(`${time.replace(" ", "T")}Z`)) },
    ],
    ["traffic_volume", { kind: "number", values: numbers(7) }],
  ]);
}

describe.skipIf(folder === undefined || !existsSync(folder))("traffic year files (CUADERNO_DATA_MIRROR)", () => {
  let training: Columns;
  let years: ReadonlyMap<number, Columns>;
  const volume = "traffic_volume";
  const calendar = calendarParts({ column: "date_time", parts: ["hour", "weekday", "month"] });

  beforeAll(() => {
    const table = trafficYears(folder ?? "");
    const times = getNumbers(table, "date_time");
    training = takeRows(table, timeSplit(times, { cutoff: "2016-01-01" }).train);
    years = new Map(
      [2016, 2017, 2018].map((year) => {
        const from = takeRows(table, timeSplit(times, { cutoff: `${year}-01-01` }).test);
        if (year === 2018) return [year, from];
        const until = timeSplit(getNumbers(from, "date_time"), { cutoff: `${year + 1}-01-01` }).train;
        return [year, takeRows(from, until)];
      }),
    );
  });

  const getError = (fitted: { predict(columns: Columns): Float64Array }, year: number): number => {
    const rows = years.get(year) ?? training;
    return rmse(getNumbers(rows, volume), fitted.predict(rows));
  };

  it("has as many rows before 2016 and in 2016 as the year files are known to have", () => {
    expect(training.rowCount).toBe(20_126);
    expect(years.get(2016)?.rowCount).toBe(9_300);
  });

  it("gives RMSE 956.54 on 2016 for the mean of the hour", () => {
    const steps = [calendar, select({ columns: ["hour"] })];
    const fitted = pipeline({ steps, model: groupMean({ by: ["hour"] }) }).fit(training, volume);
    expect(getError(fitted, 2016)).toBeCloseTo(956.54, 2);
  });

  it("gives RMSE 567.19 on 2016 for the mean of hour and weekday", () => {
    const steps = [calendar, select({ columns: ["hour", "weekday"] })];
    const fitted = pipeline({ steps, model: groupMean({ by: ["hour", "weekday"] }) }).fit(training, volume);
    expect(getError(fitted, 2016)).toBeCloseTo(567.19, 2);
  });

  const weather = ["temp", "rain_1h", "snow_1h", "clouds_all"];
  const boosted = (holiday: string) =>
    pipeline({
      steps: [
        calendar,
        oneHot({ columns: ["weather_main"], unseen: "ignore", merge: { other: ["Fog", "Smoke", "Squall"] } }),
      ],
      model: gradientBoosting({ rounds: 150, depth: 5 }),
    }).fit(
      {
        kind: "columns",
        rowCount: training.rowCount,
        byName: new Map(
          [...training.byName].filter(([name]) =>
            [holiday, "date_time", "weather_main", volume, ...weather].includes(name),
          ),
        ),
      },
      volume,
    );

  it("stays under RMSE 590 on 2016 with boosted trees at moderate settings", () => {
    expect(getError(boosted("holiday"), 2016)).toBeLessThan(590);
  });

  it("stays under RMSE 525, 395 and 455 on 2016, 2017 and 2018 when the holiday covers the whole day", () => {
    const fitted = boosted("day_holiday");
    expect(getError(fitted, 2016)).toBeLessThan(525);
    expect(getError(fitted, 2017)).toBeLessThan(395);
    expect(getError(fitted, 2018)).toBeLessThan(455);
  });
});
