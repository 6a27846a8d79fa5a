import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { cp, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getNumbers } from "cuaderno";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { analyseTelecom, type TelecomAnalysis, telecomMetrics } from "./analyse.js";
import { readTelecom, type TelecomTables } from "./load.js";
import { originalRows } from "./original-model.js";

const mirror = join(process.env.CUADERNO_DATA_MIRROR ?? "", "telecom");
const absent = process.env.CUADERNO_DATA_MIRROR === undefined || !existsSync(mirror);

describe.skipIf(absent)("the published telecom tables (folder named by CUADERNO_DATA_MIRROR)", () => {
  const folder = mkdtempSync(join(tmpdir(), "telecom-"));
  let tables: TelecomTables;
  let analysis: TelecomAnalysis;
  beforeAll(async () => {
    await mkdir(join(folder, "raw"));
    await cp(mirror, join(folder, "raw"), { recursive: true });
    tables = await readTelecom(folder);
    analysis = analyseTelecom(tables);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it("load whole, with accents and without blanks round names", () => {
    const { share, lines, traffic, concentration } = tables.frames;
    expect([share, lines, traffic, concentration].map(({ height }) => height)).toEqual([3_123, 3_195, 1_884, 59]);
    const names = analysis.market.operators.map(({ name }) => name);
    expect(names).toContain("AMÉRICA MÓVIL");
    expect(names.filter((name) => name !== name.trim() || name.includes("\ufffd"))).toEqual([]);
    expect(analysis.market.months).toHaveLength(151);
  });

  it("have the groups and rows that are on record", () => {
    const { market } = analysis;
    const ever = market.operators.filter(({ share }) => share.some((value) => value >= 1)).map(({ key }) => key);
    expect(ever.sort()).toEqual(["C400", "C629", "C709", "C804", "G003", "G005", "G006", "G007"]);
    const rowsOf = (table: "lines" | "traffic", groups: readonly string[]): number =>
      (tables.frames[table].getColumn("group").toArray() as string[]).filter((group) => groups.includes(group)).length;
    expect([rowsOf("lines", ever), rowsOf("traffic", ever)]).toEqual([695, 615]);
    expect([rowsOf("lines", ["G003"]), rowsOf("traffic", ["G003"])]).toEqual([139, 120]);
    const groups = [tables.frames.lines, tables.frames.traffic].map((frame) => frame.getColumn("group").nUnique());
    expect(groups).toEqual([73, 36]);
    const big = market.operators.flatMap(({ share }) => share.filter((value) => value >= 1));
    expect(big).toHaveLength(595);
  });

  it("agree with each other: index from shares, shares from lines", () => {
    const { concentration, share, restated, shareSums } = analysis.checks;
    expect([concentration.count, share.count]).toEqual([59, 3_066]);
    expect(concentration.max).toBeLessThanOrEqual(2.4);
    expect(concentration.mean).toBeCloseTo(0.654, 3);
    expect(share.max).toBeCloseTo(0.015, 4);
    expect(restated).toEqual(["2021-01", "2021-10"]);
    expect(shareSums.map((sum) => sum.toFixed(2))).toEqual(["99.96", "100.02"]);
  });

  it("give the original's table: Telefónica's 151 months, whose shares add up as on record", () => {
    const rows = originalRows(tables, analysis.market);
    const share = getNumbers(rows, "share");
    expect(rows.rowCount).toBe(151);
    expect(share.reduce((total, value) => total + value, 0)).toBeCloseTo(1_673.05, 2);
    expect(getNumbers(rows, "unspecified").every((value) => value === 0)).toBe(true);
  });

  it("show the original model's failure in the order of time, beside last month's share", () => {
    const { linearTime, lastMonth, shuffled, inSample, warning, verdict } = analysis.original;
    expect([linearTime.rmse.toFixed(3), linearTime.r2.toFixed(1)]).toEqual(["3.042", "-34.0"]);
    expect([lastMonth.rmse.toFixed(3), lastMonth.r2.toFixed(3)]).toEqual(["0.084", "0.973"]);
    expect([inSample.rmse.toFixed(3), inSample.r2.toFixed(3)]).toEqual(["1.705", "0.695"]);
    expect(Math.abs(shuffled.rmse - 1.741)).toBeLessThan(2 * 0.138);
    expect(shuffled.r2).toBeGreaterThan(0.55);
    expect(warning).toMatch(/training rows .* are later than the first test row/);
    expect(verdict).toMatch(/"linear" 3\.04.*no better than the baseline/);
  });

  it("forecast shares better than last month's share, for every operator, a month and a year ahead", () => {
    const { forecast } = analysis;
    expect(forecast.byOperator.map(({ operator }) => operator)).toEqual([
      "AMÉRICA MÓVIL",
      "AT&T",
      "GRUPO WALMART",
      "TELEFÓNICA",
      "FREEDOMPOP",
    ]);
    for (const { operator, model, naive } of forecast.byOperator) expect(model.rmse, operator).toBeLessThan(naive.rmse);
    expect(forecast.total.model.rmse).toBeLessThan(0.9 * forecast.total.naive.rmse);
    expect(forecast.yearAhead.model).toBeLessThan(0.8 * forecast.yearAhead.naive);
  });

  it("end in the metrics of the project", () => {
    const metrics = telecomMetrics(analysis);
    expect(Object.keys(metrics)).toEqual([
      "ihh.max_gap",
      "share.max_gap",
      "linear_time.r2",
      "last_month.r2",
      "model.rmse",
      "naive.rmse",
    ]);
    expect(metrics["share.max_gap"]).toBeLessThanOrEqual(0.015);
  });

  it("can be looked at as they were at an earlier month", async () => {
    const earlier = await readTelecom(folder, { until: "2023-12" });
    expect(earlier.frames.share.height).toBe(2_632);
    await expect(readTelecom(folder, { until: "2009-12" })).rejects.toThrow("the first is 2010-06");
    await expect(readTelecom(folder, { until: "2023" })).rejects.toThrow("a month like 2023-12");
  });
});
