import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadModel, restorePipeline, toColumns } from "cuaderno";
import { memoryRegistry, memoryTracker, runTree } from "cuaderno/tracking";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { explainTraffic } from "./explain.js";
import { openTrafficFolder } from "./folder.js";
import { loadTraffic } from "./load.js";
import { monitorTraffic } from "./monitor.js";
import { predictTraffic } from "./predict.js";
import { prepareTraffic } from "./prepare.js";
import { readMonitoring, recordMonitoring } from "./record-monitoring.js";
import { registerTraffic } from "./register.js";
import { type Retraining, retrainTraffic } from "./retrain.js";
import { savedModel } from "./stored-training.js";
import { trainTraffic } from "./train.js";

const quick = { trials: 2, seed: 7, workers: 0 };
const examples = [
  { time: "2024-10-02 09:00", temperature: 288.28, clouds: 40, weather: "Clouds" },
  { time: "2024-11-28 00:00", temperature: 268.24, clouds: 64, weather: "Clouds", holiday: "Thanksgiving Day" },
] as const;

describe("training on the sample", () => {
  let folder = "";
  let first: Retraining;
  const tracker = memoryTracker();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "traffic-"));
    await cp(fileURLToPath(new URL("../../../data/traffic/sample", import.meta.url)), join(folder, "sample"), {
      recursive: true,
    });
    first = await retrainTraffic(folder, await loadTraffic(folder), { ...quick, tracker });
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("trains when there is no model yet, and beats the averages", () => {
    expect(first).toMatchObject({ trained: true, reason: "trained because no model has been trained yet" });
    const of = (model: string): number | undefined =>
      first.training.errors.find((error) => error.model === model && error.year === 2016)?.rmse;
    expect(of("hour_weekday_mean")).toBeLessThan(of("hour_mean") ?? 0);
    expect(of("model_holiday")).toBeLessThan(of("hour_weekday_mean") ?? 0);
    expect(of("model_holiday")).toBeLessThan(of("model") ?? 0);
  });

  it("puts the search on record: a run per trial, inputs with hashes, both models, the study", async () => {
    const [tree] = runTree(await tracker.runs({ experiment: "traffic" }));
    expect(tree?.children.map(({ run }) => run.name).sort()).toEqual(["trial-0", "trial-1"]);
    const id = first.training.runId;
    expect((await tracker.artifacts(id)).map(({ path }) => path)).toEqual([
      "figures/importance.json",
      "model/model-holiday.json",
      "model/model.json",
      "study.json",
    ]);
    expect((await tracker.inputs(id)).map(({ name }) => name)).toContain("Metro_Interstate_Traffic_Volume_2012.csv");
    const record = await tracker.run(id);
    expect(record.metrics["model_holiday.rmse.2018"]).toBeGreaterThan(0);
    expect(record.params.best_depth).toMatch(/^\d+$/);
    const saved = JSON.parse(new TextDecoder().decode(await tracker.readArtifact(id, "model/model-holiday.json")));
    expect(predictTraffic(restorePipeline(saved), examples)).toEqual(
      predictTraffic(first.training.modelHoliday, examples),
    );
  });

  it("registers the best of the search as versions, once, and makes the best champion", async () => {
    const table = await loadTraffic(folder);
    const registry = memoryRegistry(tracker);
    const kept = await registerTraffic(table, first.training, { registry, tracker, count: 2 });
    expect(kept.registered).toBe(true);
    expect(kept.versions.map(({ version }) => version)).toEqual([1, 2]);
    expect(kept.champion.version).toBe(1);
    const values = await Promise.all(
      kept.versions.map(async ({ runId }) => (await tracker.run(String(runId))).metrics.validation_rmse ?? 0),
    );
    expect(values[0]).toBeLessThanOrEqual(values[1] ?? 0);
    const champion = await loadModel("models:/traffic-volume-sample@champion", { registry });
    expect(predictTraffic(champion, examples)).toEqual(predictTraffic(first.training.modelHoliday, examples));
    const again = await registerTraffic(table, first.training, { registry, tracker, count: 2 });
    expect(again.registered).toBe(false);
    expect((await registry.versions("traffic-volume-sample")).length).toBe(2);
  });

  it("explains forecasts: contributions and the mean add up to each forecast", async () => {
    const rows = toColumns(prepareTraffic((await loadTraffic(folder)).frame));
    const { shap, matrix } = explainTraffic(first.training.modelHoliday, rows, { hours: 20 });
    const forecasts = first.training.modelHoliday.model.predict(matrix);
    expect(forecasts).toHaveLength(20);
    forecasts.forEach((forecast, row) => {
      const sum = shap.contributions.reduce((total, own) => total + (own[row] ?? 0), shap.expected);
      expect(sum).toBeCloseTo(forecast, 2);
    });
  });

  it("trains nothing a second time, and gives the same result", async () => {
    const again = await retrainTraffic(folder, await loadTraffic(folder), quick);
    expect(again.trained).toBe(false);
    expect(again.reason).toContain("nothing was trained");
    expect(again.training.errors).toEqual(first.training.errors);
    expect(again.training.study.bestParams).toEqual(first.training.study.bestParams);
    expect(again.training.runId).toBe(first.training.runId);
  });

  it("gives the same predictions by the saved file as by the model in memory", async () => {
    const model = await savedModel(folder, "sample");
    expect(predictTraffic(model, examples)).toEqual(predictTraffic(first.training.modelHoliday, examples));
  });

  it("gives the same training for the same seed, to the bit", async () => {
    const again = await trainTraffic(await loadTraffic(folder), quick);
    expect(again.errors).toEqual(first.training.errors);
  });

  it("trains again for a new year file, and when the stored training is damaged", async () => {
    const path = join(folder, "sample", "Metro_Interstate_Traffic_Volume_2018.csv");
    const text = await readFile(path, "utf8");
    const next = join(folder, "sample", "Metro_Interstate_Traffic_Volume_2019.csv");
    await writeFile(next, text.replaceAll(",2018-", ",2019-"));
    const added = await retrainTraffic(folder, await loadTraffic(folder), quick);
    expect(added.reason).toBe("trained because new data: Metro_Interstate_Traffic_Volume_2019.csv");
    expect(added.training.errors.some(({ year }) => year === 2019)).toBe(true);
    await writeFile(join(folder, "refined", "sample", "model.json"), "{");
    const mended = await retrainTraffic(folder, await loadTraffic(folder), quick);
    expect(mended.reason).toContain("trained because the last training cannot be read");
  });

  it("monitors drift and error in windows, and keeps a page, a run and a summary", async () => {
    const table = await loadTraffic(folder);
    const monitoring = monitorTraffic(table, first.training.modelHoliday);
    expect(monitoring.overTime.windows.length).toBe(46);
    expect(monitoring.dataset.driftedColumns).toEqual(expect.arrayContaining(["rain", "clouds"]));
    expect(monitoring.dataset.driftedColumns).not.toContain("hour");
    const reports = join(folder, "reports");
    await mkdir(reports);
    const kept = await recordMonitoring(table, monitoring, { dataFolder: folder, reports, tracker });
    expect(kept.worstWindow.label).toBe("2018-04-08");
    expect(existsSync(join(reports, "drift.html"))).toBe(true);
    expect(await readFile(join(reports, "drift.html"), "utf8")).toContain("sample, synthetic");
    expect((await tracker.metricHistory(kept.runId, "rmse")).length).toBe(46);
    const { refined } = await openTrafficFolder(folder);
    expect(await readMonitoring(refined, "sample")).toMatchObject({ driftedColumns: kept.driftedColumns });
  });
});

describe("savedModel", () => {
  it("says what to run when there is no model", async () => {
    await expect(savedModel(tmpdir(), "real")).rejects.toThrow("run notebook 03-search first");
  });
});

describe("predictTraffic", () => {
  it("refuses a time that is none", async () => {
    const model = (
      await trainTraffic(
        await loadTraffic(fileURLToPath(new URL("../../../data/traffic", import.meta.url)), { data: "sample" }),
        { ...quick, trials: 1 },
      )
    ).model;
    expect(() => predictTraffic(model, [{ time: "9 o'clock", temperature: 280, weather: "Clear" }])).toThrow(
      'predictTraffic: time "9 o\'clock" of hour 1 is not a wall-clock time; write 2024-10-02 09:00',
    );
  });
});
