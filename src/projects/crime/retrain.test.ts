import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadModel, openRegistry, openTracker } from "cuaderno";
import { loadPolars } from "cuaderno/table";
import type { Tracker } from "cuaderno/tracking";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { crimeModelName } from "./champion.js";
import { writeEncodedTables } from "./encoded-tables.js";
import { type CrimeTable, loadCrimes } from "./load.js";
import { monitorCrimes } from "./monitor.js";
import { predictArrests } from "./predict.js";
import { locatedCrimes } from "./prepare.js";
import { crimeProject } from "./project.js";
import { recordCrimeMonitoring } from "./record-monitoring.js";
import { type CrimeRetraining, retrainCrime } from "./retrain.js";
import { trainingScore } from "./training-score.js";

const folder = mkdtempSync(join(tmpdir(), "crime-"));
const home = join(folder, "crime");
const sample = fileURLToPath(new URL("../../../data/crime/sample", import.meta.url));
const settings = { trials: 2, seed: 42 };

let tracker: Tracker;
let table: CrimeTable;
let first: CrimeRetraining;

beforeAll(async () => {
  cpSync(sample, join(home, "sample"), { recursive: true });
  tracker = await openTracker({ uri: join(folder, "mlruns"), source: "test" });
  table = await loadCrimes(home);
  first = await retrainCrime(home, table, { tracker, ...settings });
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the crime project on its sample", () => {
  it("learns from twelve months and leaves two to watch", () => {
    expect(table.origin).toMatchObject({ data: "sample", label: "sample, synthetic" });
    expect([table.months[0], table.months.at(-1), table.laterMonths]).toEqual([
      "2017-01",
      "2017-12",
      ["2018-01", "2018-02"],
    ]);
    expect(first.training.rows).toMatchObject({
      year: table.frame.height,
      located: locatedCrimes(table.frame).rowCount,
    });
  });

  it("sets every model beside naive lines on the same rows", () => {
    expect(first.training.scores.map(({ model, kind }) => `${kind}: ${model}`)).toEqual([
      "naive: always no arrest",
      "naive: share of the crime's code",
      "model: linear",
      "model: logistic",
      "model: random forest, 20 trees",
      expect.stringMatching(/^model: k nearest, 10 of/),
      "model: boosted trees",
      "model: boosted trees, balanced",
      "model: boosted trees, tuned",
    ]);
    const guess = first.training.scores[0];
    expect([guess?.rocAuc, guess?.matthewsCorrelation]).toEqual([0.5, 0]);
  });

  it("registers a first champion, lets the tuned trees challenge it, and keeps both with hashes", async () => {
    const registry = await openRegistry({ tracker });
    const name = crimeModelName("sample");
    expect((await registry.model(name)).versions).toEqual([2, 1]);
    expect(first.champion.champion).toBe(first.champion.promoted ? 2 : 1);
    const model = await loadModel(`models:/${name}@champion`, { registry });
    const report = {
      at: "2018-01-05T23:30:00-06:00",
      latitude: 41.8,
      longitude: -87.7,
      x: 1_157_000,
      y: 1_870_000,
      location: "STREET",
      district: "001",
      domestic: false,
    };
    const [narcotics = 0, burglary = 1] = predictArrests(
      model,
      [
        { ...report, iucr: "1811", primaryType: "NARCOTICS" },
        { ...report, iucr: "0610", primaryType: "BURGLARY" },
      ],
      { zone: "America/Chicago" },
    );
    expect(narcotics).toBeGreaterThan(0.8);
    expect(burglary).toBeLessThan(0.3);
    expect((await tracker.runs({ experiment: "crime" })).map(({ name: own }) => own).sort()).toEqual(
      ["boosted trees", "boosted trees, tuned", "training-sample", "trial-0", "trial-1"].sort(),
    );
  });

  it("trains nothing when nothing has changed, and says why when something has", async () => {
    const again = await retrainCrime(home, await loadCrimes(home), { tracker, ...settings });
    expect(again).toMatchObject({ trained: false, reason: expect.stringMatching(/^nothing has changed/) });
    expect(again.training.scores).toEqual(first.training.scores);
    const registry = await openRegistry({ tracker });
    expect((await registry.model(crimeModelName("sample"))).versions).toEqual([2, 1]);
  });

  it("finds nothing in weeks like the window beyond chance, and the column that moved in weeks that differ", async () => {
    const registry = await openRegistry({ tracker });
    const model = await loadModel(`models:/${crimeModelName("sample")}@champion`, { registry });
    const referenceMcc = await trainingScore(home, "sample");
    const calm = monitorCrimes(table, model, { referenceMcc });
    expect(calm.weeks.length).toBe(8);
    expect(calm.overTime.windows.length).toBe(8);
    const mean = (column: string, drift: typeof calm.drift) => {
      const own = drift.filter((one) => one.column === column);
      return own.reduce((sum, { psi }) => sum + psi, 0) / own.length;
    };
    const pl = loadPolars();
    const moved = { ...table, later: table.later.withColumn(pl.lit(true).alias("domestic")) };
    const loud = monitorCrimes(moved, model, { referenceMcc });
    expect(mean("domestic", calm.drift)).toBeLessThan(0.1);
    expect(calm.alerts.filter(({ column }) => column === "domestic")).toEqual([]);
    expect(loud.alerts.length).toBeGreaterThan(calm.alerts.length);
    expect(mean("domestic", loud.drift)).toBeGreaterThan(1);
    const kinds = new Set(
      loud.alerts.filter(({ level, measure }) => level === "alert" && measure === "PSI").map(({ column }) => column),
    );
    expect(kinds).toContain("domestic");
    const kept = await recordCrimeMonitoring(moved, loud, {
      dataFolder: home,
      reports: join(folder, "reports"),
      tracker,
    });
    expect(kept.columns).toContain("domestic");
    expect(readFileSync(join(folder, "reports", "drift.html"), "utf8")).toContain("sample, synthetic");
    const results = await crimeProject().results({
      ...{ dataFolder: home, reportsFolder: join(folder, "reports"), tracking: join(folder, "mlruns") },
      ...{ origin: table.origin, trials: 2, fresh: false },
    });
    expect(Object.keys(results.metrics)).toEqual([
      "rows.year",
      "rows.located",
      "boosted.auc",
      "boosted.mcc",
      "balanced.mcc",
      "station.own_district_share",
    ]);
  });

  it("writes encoded tables with a manifest that fits them, and the same bytes again", async () => {
    const manifest = await writeEncodedTables(home, table);
    expect(manifest.files.map(({ rows }) => rows)).toEqual([first.training.rows.train, first.training.rows.test]);
    const [head = "", ...lines] = readFileSync(join(home, "refined/sample/train_encoded.csv"), "utf8")
      .trim()
      .split("\n");
    expect(head.split(",")).toEqual(manifest.columns);
    expect(lines.length).toBe(manifest.files[0]?.rows);
    expect(await writeEncodedTables(home, table)).toEqual(manifest);
  });

  it("refuses a month file with rows of another month, and a window it has no months for", async () => {
    await expect(loadCrimes(home, { until: "2019-01" })).rejects.toThrow(
      /no crimes of 2019-01; there are 2017-01 to 2018-02/,
    );
    const other = mkdtempSync(join(tmpdir(), "crime-"));
    cpSync(join(home, "sample"), join(other, "sample"), { recursive: true });
    writeFileSync(
      join(other, "sample", "crimes_2018-03.csv"),
      readFileSync(join(other, "sample", "crimes_2017-05.csv")),
    );
    await expect(loadCrimes(other)).rejects.toThrow(/piece 2018-03 .* has rows with month 2017-05/);
    rmSync(other, { recursive: true });
    await expect(loadCrimes(join(folder, "none"))).rejects.toThrow(
      /no crime files, or not all of them, in .*; run "cuaderno data pull crime"/,
    );
    await expect(loadCrimes(home, { data: "reel" })).rejects.toThrow(/data must be "real", "sample" or "auto"/);
  });
});
