import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { calendarParts } from "../../features/time/calendar-parts.js";
import { linear } from "../../models/linear/linear.js";
import { gradientBoosting } from "../../models/trees/gradient-boosting.js";
import { crossValidate } from "../../pipeline/cross-validate.js";
import { evaluate } from "../../pipeline/evaluate.js";
import { pipeline } from "../../pipeline/pipeline.js";
import { predictRows } from "../../pipeline/predict-rows.js";
import { randomFolds } from "../../pipeline/random-folds.js";
import { randomSplit } from "../../pipeline/random-split.js";
import { stratifiedSplit } from "../../pipeline/stratified-split.js";
import { integer } from "../../search/space/integer.js";
import { tune } from "../../studies/tune.js";
import { loadPolars } from "../../table/load-polars.js";
import { ridesSample } from "../samples/rides/rides-sample.js";
import { walk } from "./walk.js";

const folder = mkdtempSync(join(tmpdir(), "cuaderno-walk-"));
const [csv, tracking, report] = ["rides.csv", "mlruns", "drift.html"].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];

let found: Awaited<ReturnType<typeof walk>>;
beforeAll(async () => {
  writeFileSync(csv, ridesSample());
  found = await walk(csv, tracking, report);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a new user's walk through an unseen CSV", () => {
  it("takes at most 35 lines", () => {
    const source = readFileSync(new URL("walk.ts", import.meta.url), "utf8");
    const lines = source.split("\n").filter((line) => /\S/.test(line) && !/^\/\*\*|Walked }/.test(line));
    expect(lines.length).toBeLessThanOrEqual(35);
  });

  it("reads, looks, searches and compares with the baselines", () => {
    expect(found.rides.shape).toMatchObject({ height: 2880, width: 6 });
    expect(found.look.columns.find(({ name }) => name === "temperature")?.missing).toBeGreaterThan(20);
    const { study, scores, verdict } = found.tuning;
    expect(study.trials).toHaveLength(6);
    expect(scores.map(({ name }) => name)).toEqual(["training mean", "hourMean", "best"]);
    expect(verdict).toMatch(/^rmse: "best" [\d.]+, the baseline "hourMean" [\d.]+; [\d.]+ % lower/);
    const [mean, hourMean, trees] = found.scores.rows;
    expect([mean?.name, hourMean?.name, trees?.name]).toEqual(["training mean", "hourMean", "trees"]);
    expect(trees?.metrics.rmse).toBeLessThan(hourMean?.metrics.rmse ?? 0);
    expect(found.scores.warnings).toEqual([]);
  });

  it("sees the warmer month, records everything and predicts a row", async () => {
    const { dataset, runId } = found.watched;
    expect(dataset.driftedColumns).toContain("temperature");
    expect(readFileSync(report, "utf8")).toContain("temperature");
    const runs = await found.tracker.runs({ experiment: "rides" });
    expect(runs.map(({ name }) => name)).toEqual(expect.arrayContaining(["tune riders", "monitoring", "trial-0"]));
    expect(runs.find(({ id }) => id === runId)?.status).toBe("finished");
    expect(found.predicted).toMatchObject({ valid: true, problems: [] });
    expect(found.predicted?.prediction).toBeGreaterThan(0);
  });
});

describe("a wrong step on the walk", () => {
  const pl = loadPolars();
  const steps = [calendarParts({ column: "time", parts: ["hour"] })];
  const trees = pipeline({ steps, model: gradientBoosting({ rounds: 20 }) });

  it("is refused: a shuffled split of dated rows", () => {
    expect(() => randomSplit(found.rides, { seed: 1 })).toThrow("use timeSplit for that, or set allowShuffledDates");
    expect(() => stratifiedSplit(found.rides, { by: "weather", seed: 1 })).toThrow("allowShuffledDates");
  });

  it("is refused: a metric of classes for numbers, and of numbers for classes", async () => {
    const search = { space: { depth: integer(2, 3) }, pipeline: () => trees };
    await expect(tune({ table: found.train, target: "riders", metric: "rocAuc", ...search })).rejects.toThrow(
      'metric "rocAuc" is for classes, the target "riders" has',
    );
    await expect(tune({ table: found.train, target: "weather", metric: "rmse", ...search })).rejects.toThrow(
      'metric "rmse" is for regression, the target is many classes',
    );
    await expect(tune({ table: found.train, target: "rider", ...search })).rejects.toThrow('no column "rider"');
  });

  it("is scored by probabilities: classes tuned for rocAuc", async () => {
    const busy = found.train.withColumns(pl.col("riders").gt(pl.lit(100)).alias("busy")).drop("riders");
    const tuning = await tune({
      table: busy,
      target: "busy",
      metric: "rocAuc",
      trials: 1,
      space: { depth: integer(3, 3) },
      pipeline: ({ depth }) =>
        pipeline({ steps, model: gradientBoosting({ depth, rounds: 20, objective: "logistic" }) }),
    });
    const folds = crossValidate(tuning.pipeline, {
      table: busy,
      target: "busy",
      folds: tuning.folds,
      metrics: ["rocAuc"],
    });
    expect(tuning.study.bestValue).toBeCloseTo(folds.mean.rocAuc ?? 0, 12);
    expect(tuning.study.bestValue).toBeGreaterThan(0.95);
  });

  it("is refused or warned about: the target among the features", () => {
    const copied = found.train.withColumns(pl.col("riders").alias("count"));
    expect(() => trees.fit(copied, "riders")).toThrow('feature "count" equals the target on every row');
    const total = found.train.withColumns(pl.col("riders").mul(pl.lit(2)).plus(pl.lit(1)).alias("total"));
    expect(trees.fit(total, "riders").warnings).toEqual([
      expect.stringContaining('feature "total" is almost the target (correlation 1.0000)'),
    ]);
  });

  it("is warned about: rows of the training period, and folds that know the future", () => {
    const fitted = trees.fit(found.train, "riders");
    expect(evaluate({ fitted }, found.train).warnings[0]).toMatch(
      /^2304 of 2304 rows are not later than the newest training row/,
    );
    const folds = randomFolds(found.train, { folds: 3, seed: 1 });
    expect(crossValidate(trees, { table: found.train, target: "riders", folds }).warnings).toHaveLength(3);
  });

  it("is refused: strings for a linear model, rows as objects, values out of range", () => {
    expect(() => pipeline({ steps, model: linear() }).fit(found.train, "riders")).toThrow("encode it (oneHot");
    expect(() => found.tuning.fitted.predict([{ time: "2024-05-01" }] as never)).toThrow(
      "use predictRows(model, rows)",
    );
    const row = { time: "2024-05-01 08:00:00", weather: "hail", temperature: 9, holiday: "false", station: "A" };
    expect(() => predictRows(found.tuning.fitted, [row])).toThrow('unknown label "hail"; known are fog, rain, sun');
    expect(() => predictRows(found.tuning.fitted, [{ ...row, weather: "sun", temperature: 290 }])).toThrow(
      "temperature is 290, training rows have",
    );
  });
});
