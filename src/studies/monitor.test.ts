import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { randomSource } from "../core/random-source.js";
import { calendarParts } from "../features/time/calendar-parts.js";
import { rmse } from "../models/metrics/rmse.js";
import { gradientBoosting } from "../models/trees/gradient-boosting.js";
import { pipeline } from "../pipeline/pipeline.js";
import { timeSplit } from "../pipeline/time-split.js";
import { getNumbers } from "../table/get-numbers.js";
import { loadPolars } from "../table/load-polars.js";
import { toColumns } from "../table/to-columns.js";
import { memoryTracker } from "../tracking/memory-tracker.js";
import { monitor } from "./monitor.js";

const folder = mkdtempSync(join(tmpdir(), "cuaderno-monitor-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pl = loadPolars();
const random = randomSource(6);
const days = 365 * 3;
const hours = Array.from({ length: days * 4 }, (_, index) => 6 * index);
const season = (hour: number): number => Math.cos((2 * Math.PI * hour) / (365.25 * 24));
const late = (hour: number): boolean => hour > 24 * (days - 120);
const frame = pl.DataFrame({
  time: hours.map((hour) => new Date(Date.UTC(2021, 0, 1, hour))),
  temperature: hours.map((hour) => 280 + 15 * season(hour) + 2 * random.normal() + (late(hour) ? 12 : 0)),
  weather: hours.map(() => ["Clear", "Rain"][random.integer(2)] as string),
  hour: hours.map((hour) => hour % 24),
  volume: hours.map((hour) => 100 * (hour % 24) + (late(hour) ? 800 : 0) + 50 * random.normal()),
  jam: hours.map((hour) => hour % 24 === 18 && random.uniform() < 0.8),
});
const { train, test } = timeSplit(frame, { cutoff: "2023-01-01" });
const steps = [calendarParts({ column: "time", parts: ["month"] })];
const model = pipeline({ steps, model: gradientBoosting({ rounds: 30 }) }).fit(train.drop("jam"), "volume");

describe("monitor", () => {
  it("compares inputs, target and prediction over all, by window and with the same season", async () => {
    const watched = await monitor({ reference: train, current: test, model, labels: ["hour"], windowDays: 28 });
    expect(watched.dataset.columns.map(({ column }) => column).sort()).toEqual([
      "hour",
      "prediction",
      "temperature",
      "volume",
      "weather",
    ]);
    const drifted = (own: typeof watched.overTime | undefined): number =>
      own?.columns.find(({ column }) => column === "temperature")?.drifted.filter(Boolean).length ?? 0;
    expect(drifted(watched.overTime)).toBeGreaterThan(8);
    expect(drifted(watched.season)).toBeLessThanOrEqual(drifted(watched.overTime));
    const strength = (own: typeof watched.overTime | undefined): number =>
      own?.columns.find(({ column }) => column === "temperature")?.scores[1] ?? Number.NaN;
    expect(strength(watched.season)).toBeLessThan(strength(watched.overTime) / 2);
    expect(watched.season?.columns.find(({ column }) => column === "temperature")?.drifted.at(-2)).toBe(true);
    expect(watched.season?.columns.find(({ column }) => column === "hour")?.method).not.toBe("wasserstein");
    const errors = watched.errors;
    expect(errors?.overall.rmse).toBeCloseTo(rmse(getNumbers(toColumns(test), "volume"), model.predict(test)), 9);
    expect(errors?.windows.at(-2)?.rmse).toBeGreaterThan(3 * (errors?.windows[0]?.rmse ?? 0));
    const trained = rmse(getNumbers(toColumns(train), "volume"), model.predict(train));
    expect(watched.referenceScore).toBeCloseTo(trained, 9);
  });

  it("records each window in the tracker and writes a page", async () => {
    const tracker = memoryTracker();
    const page = join(folder, "drift.html");
    const options = { reference: train, current: test, model, windowDays: 28, title: "Traffic moves" };
    const { runId } = await monitor({ ...options, tracker, experiment: "traffic", page });
    const run = await tracker.run(runId ?? "");
    expect(run).toMatchObject({ experiment: "traffic", status: "finished", params: { window_days: "28" } });
    const history = await tracker.metricHistory(run.id, "rmse");
    expect(history[0]).toMatchObject({ step: 0, timestamp: Date.UTC(2023, 0, 1) });
    expect(run.metrics.drifted_share_season).toBeGreaterThanOrEqual(0);
    const html = readFileSync(page, "utf8");
    expect(html).toContain("Traffic moves");
    expect(html).toContain("Drift against the same season");
    expect(new TextDecoder().decode(await tracker.readArtifact(run.id, "drift.html"))).toBe(html);
    const saved = JSON.parse(new TextDecoder().decode(await tracker.readArtifact(run.id, "monitoring.json")));
    expect(saved.overTime.kind).toBe("drift-over-time");
  });

  it("explains the predictions, estimates the error without labels and separates the rows", async () => {
    const tracker = memoryTracker();
    const options = { reference: train, current: test.drop("volume"), model, windowDays: 28, season: false };
    const { change, important, estimated, domain, errors, report, runId } = await monitor({
      ...options,
      estimate: true,
      domain: true,
      tracker,
      experiment: "traffic",
    });
    const sum = change?.columns.reduce((total, { contribution }) => total + contribution, 0) ?? Number.NaN;
    expect(sum).toBeCloseTo(change?.change ?? 0, 6);
    expect(important?.length).toBeGreaterThan(0);
    expect([estimated?.method, estimated?.windows.length, errors]).toEqual(["DLE", expect.any(Number), undefined]);
    expect(estimated?.overall.estimated.rmse).toBeGreaterThan(0);
    expect(domain?.columns.map(({ column }) => column)).not.toContain("prediction");
    const headings = report.sections.map(({ heading }) => heading);
    expect(headings).toContain("What moved the predictions");
    expect(headings).toContain("Accuracy without labels, estimated");
    expect(headings.join()).toMatch(/All columns together: (none|warn|fail)/);
    const run = await tracker.run(runId ?? "");
    expect(run.metrics.domain_roc_auc).toBeGreaterThan(0);
    expect((await tracker.metricHistory(run.id, "estimated.rmse")).length).toBeGreaterThan(0);
    expect((await monitor({ ...options, explain: false })).change).toBeUndefined();
  });

  it("shows a metric of classes over time, with gaps where a window has one class", async () => {
    const classifier = pipeline({ steps, model: gradientBoosting({ objective: "logistic", rounds: 20 }) });
    const fitted = classifier.fit(train.drop("volume"), "jam");
    const quiet = test.withColumns(
      pl
        .when(pl.col("time").dt.month().eq(pl.lit(3)))
        .then(pl.lit(false))
        .otherwise(pl.col("jam"))
        .alias("jam"),
    );
    const { scores, report } = await monitor({ reference: train, current: quiet, model: fitted, windowDays: 10 });
    expect(scores?.metric).toBe("rocAuc");
    expect(scores?.overall).toBeGreaterThan(0.9);
    expect(scores?.scores).toContain(null);
    expect(JSON.stringify(report)).toContain("Accuracy over time");
  });

  it("works without a model, and says which column is missing", async () => {
    const watched = await monitor({ reference: train, current: test, season: false });
    expect(watched.season).toBeUndefined();
    expect(watched.dataset.columns).toHaveLength(5);
    await expect(monitor({ reference: train, current: test.drop("weather"), model })).rejects.toThrow('"weather"');
    await expect(monitor({ reference: train, current: test.drop("time") })).rejects.toThrow(
      "monitor: the table has no time column",
    );
  });
});
