import { existsSync } from "node:fs";
import { join } from "node:path";
import { toColumns } from "cuaderno";
import { describe, expect, it } from "vitest";
import { trafficBaselines } from "./baselines.js";
import { evaluateTraffic } from "./evaluate.js";
import { loadTraffic } from "./load.js";
import { monitorTraffic } from "./monitor.js";
import { predictTraffic } from "./predict.js";
import { prepareTraffic } from "./prepare.js";
import { trafficQuality } from "./quality.js";
import { rowsBetween, yearsOf } from "./table-parts.js";
import { trainTraffic } from "./train.js";

const folder = join(process.env.CUADERNO_DATA_MIRROR ?? "", "traffic");
const absent = process.env.CUADERNO_DATA_MIRROR === undefined || !existsSync(folder);

describe.skipIf(absent)("the real traffic table (folder named by CUADERNO_DATA_MIRROR)", () => {
  it.each([
    ["year files", { form: "years" } as const, "drop" as const, 956.54, 567.19],
    ["the full table with its repeats", { form: "full" } as const, "keep" as const, 956.23, 567.05],
  ])("baselines from %s are exact on 2016", async (_, form, repeats, hour, hourWeekday) => {
    const { frame } = await loadTraffic(folder, form);
    const all = toColumns(prepareTraffic(frame, { repeats }));
    const { hourMean, hourWeekdayMean } = trafficBaselines(rowsBetween(all, "1970-01-01", "2016-01-01"));
    const errors = evaluateTraffic({ hourMean, hourWeekdayMean }, all, [2016]).map(({ rmse }) => rmse.toFixed(2));
    expect(errors).toEqual([hour.toFixed(2), hourWeekday.toFixed(2)]);
  });

  it("the full table and the year files hold the same rows, year by year", async () => {
    const counts = async (form: "full" | "years"): Promise<readonly number[]> => {
      const all = toColumns(prepareTraffic((await loadTraffic(folder, { form })).frame));
      return yearsOf(all).map((year) => rowsBetween(all, `${year}-01-01`, `${year + 1}-01-01`).rowCount);
    };
    expect(await counts("full")).toEqual([2499, 8416, 4839, 4372, 9300, 10596, 7948]);
    expect(await counts("years")).toEqual([2499, 8416, 4839, 4372, 9300, 10596, 7948]);
  });

  it("tuned trees meet their aims on years the search has not seen, already after eight trials", async () => {
    const table = await loadTraffic(folder);
    const { errors, study, modelHoliday } = await trainTraffic(table, { trials: 8, seed: 7, workers: 0 });
    const of = (model: string, year: number): number =>
      errors.find((error) => error.model === model && error.year === year)?.rmse ?? Number.NaN;
    expect(study.trials.length).toBe(8);
    expect(of("model", 2016)).toBeLessThanOrEqual(590);
    expect(of("model_holiday", 2016)).toBeLessThanOrEqual(525);
    expect(of("model_holiday", 2017)).toBeLessThanOrEqual(395);
    expect(of("model_holiday", 2018)).toBeLessThanOrEqual(455);
    const [morning, midnight] = predictTraffic(modelHoliday, [
      { time: "2024-10-02 09:00", temperature: 288.28, clouds: 40, weather: "Clouds" },
      { time: "2024-11-28 00:00", temperature: 268.24, clouds: 64, weather: "Clouds", holiday: "Thanksgiving Day" },
    ]);
    expect(morning).toBeGreaterThan(4_700);
    expect(morning).toBeLessThan(5_700);
    expect(midnight).toBeGreaterThan(300);
    expect(midnight).toBeLessThan(1_200);
  }, 240_000);

  it("finds the silent rain gauge and the storms of 2018 in the windows of 2017 and 2018", async () => {
    const table = await loadTraffic(folder);
    const { modelHoliday } = await trainTraffic(table, { trials: 1, seed: 7, workers: 0 });
    const { dataset, overTime, error } = monitorTraffic(table, modelHoliday);
    expect(dataset.referenceRows).toBe(2_499 + 8_416 + 9_300);
    expect(dataset.currentRows).toBe(10_596 + 7_948);
    expect(overTime.windows.length).toBe(46);
    const worst = error.windows.reduce((most, window) => ((window.rmse ?? 0) > (most.rmse ?? 0) ? window : most));
    expect(worst.label).toBe("2018-04-08");
  }, 120_000);

  it("has the faults that are on record", async () => {
    const quality = trafficQuality(await loadTraffic(folder, { form: "full" }));
    expect(quality).toMatchObject({
      rows: 48_204,
      noneRows: 48_143,
      impossible: [
        { column: "temperature", count: 10 },
        { column: "rain", count: 1 },
      ],
      hours: 40_575,
      gaps: 2_588,
      namedHolidayRows: 61,
      holidayRows: 1_409,
      longestGap: { from: "2014-08-08", until: "2015-06-11" },
    });
  });
});
