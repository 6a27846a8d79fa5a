import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { takeRows } from "cuaderno/table";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { arrestShares } from "./arrest-shares.js";
import { type CrimeComparison, compareCrimeModels, crimeSplit } from "./compare.js";
import { featureInformation } from "./information.js";
import { type CrimeTable, loadCrimes } from "./load.js";
import { type CrimeMonitoring, monitorCrimes } from "./monitor.js";
import { locatedCrimes, ownDistrictShare } from "./prepare.js";

const mirror = join(process.env.CUADERNO_DATA_MIRROR ?? "", "crime");
const absent = process.env.CUADERNO_DATA_MIRROR === undefined || !existsSync(mirror);
if (absent)
  console.log("real-data.test.ts of crime is skipped: CUADERNO_DATA_MIRROR does not name a folder that holds crime/");

describe.skipIf(absent)("a year of real reports (folder named by CUADERNO_DATA_MIRROR)", () => {
  const folder = mkdtempSync(join(tmpdir(), "crime-"));
  let table: CrimeTable;
  let comparison: CrimeComparison;
  let monitoring: CrimeMonitoring;

  beforeAll(async () => {
    mkdirSync(join(folder, "raw"));
    for (const name of readdirSync(mirror).filter((own) =>
      /^(crimes_201[78]-\d\d\.csv\.gz|police_stations\.csv)$/.test(own),
    )) {
      cpSync(join(mirror, name), join(folder, "raw", name));
    }
    table = await loadCrimes(folder);
    const rows = locatedCrimes(table.frame);
    comparison = compareCrimeModels(rows, table.stations);
    monitoring = monitorCrimes(table, comparison.boosted, {
      referenceMcc: scoreOf("boosted trees")?.matthewsCorrelation ?? 0,
    });
  }, 600_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const scoreOf = (model: string) => comparison.scores.find((score) => score.model === model);

  it("has 267,792 reports, 264,995 of them with a place", () => {
    expect([table.months[0], table.months.at(-1), table.laterMonths]).toEqual([
      "2017-01",
      "2017-12",
      ["2018-01", "2018-02"],
    ]);
    expect([table.frame.height, locatedCrimes(table.frame).rowCount]).toEqual([267_792, 264_995]);
  });

  it("has 75 of 100 reports nearest to their own district's station, fewer while headquarters counts as one", () => {
    const rows = locatedCrimes(table.frame);
    expect(ownDistrictShare(rows, table.stations)).toBeCloseTo(0.7502, 4);
    expect(ownDistrictShare(rows, table.withHeadquarters)).toBeCloseTo(0.7385, 4);
  });

  it("is told by boosted trees, far better than by lines and neighbours, and better than by the code alone", () => {
    const boosted = scoreOf("boosted trees");
    expect(boosted?.rocAuc).toBeGreaterThanOrEqual(0.893);
    expect(boosted?.matthewsCorrelation).toBeGreaterThanOrEqual(0.62);
    const mccOf = (model: string) => scoreOf(model)?.matthewsCorrelation ?? Number.NaN;
    for (const weaker of ["linear", "logistic", "k nearest, 10 of 4,000"]) expect(mccOf(weaker)).toBeLessThan(0.3);
    expect(mccOf("share of the crime's code")).toBeGreaterThan(0.55);
    expect(mccOf("share of the crime's code")).toBeLessThan(mccOf("boosted trees") - 0.03);
    expect(scoreOf("always no arrest")?.rocAuc).toBe(0.5);
  });

  it("is not told better from balanced rows: more arrests are found, with more false alarms", () => {
    const [plain, balanced] = [scoreOf("boosted trees"), scoreOf("boosted trees, balanced")];
    expect(balanced?.matthewsCorrelation).toBeLessThan(plain?.matthewsCorrelation ?? 0);
    expect(balanced?.matthewsCorrelation).toBeGreaterThan(0.61);
    expect(balanced?.recall).toBeGreaterThan(plain?.recall ?? 1);
    expect(balanced?.precision).toBeLessThan(plain?.precision ?? 0);
  });

  it("says nothing about arrests by its weekday, until rows are balanced first", () => {
    const rows = locatedCrimes(table.frame);
    const some = takeRows(rows, crimeSplit(rows).test);
    const weekday = featureInformation(some, table.stations, { rows: 15_000 }).find(
      ({ feature }) => feature === "weekday_sin",
    );
    expect(weekday?.real).toBeLessThan(0.005);
    expect(weekday?.balanced).toBeGreaterThan(0.03);
  });

  it("leads to an arrest nearly always for narcotics, seldom for burglary", () => {
    const shares = arrestShares(locatedCrimes(table.frame), "primaryType");
    const shareOf = (label: string) => shares.find((own) => own.label === label)?.share;
    expect(shareOf("NARCOTICS")).toBeGreaterThan(0.98);
    expect(shareOf("BURGLARY")).toBeLessThan(0.06);
  });

  it("is watched through eight whole weeks of 2018", () => {
    expect(monitoring.weeks).toEqual([
      ...["2018-01-01", "2018-01-08", "2018-01-15", "2018-01-22"],
      ...["2018-01-29", "2018-02-05", "2018-02-12", "2018-02-19"],
    ]);
    for (const mcc of monitoring.mcc) expect(mcc).toBeGreaterThan(0.5);
    const steady = monitoring.drift.filter(({ column }) => column === "district" || column === "weekday");
    for (const { psi } of steady) expect(psi).toBeLessThan(0.1);
  });
});
