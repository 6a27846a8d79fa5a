import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { observeWork } from "../core/report-work.js";
import { appendDataset } from "../io/datasets/append-dataset.js";
import { readDataset } from "../io/datasets/open-dataset.js";
import { readTable } from "../io/tables/read-table.js";
import { inputDigest } from "../io/tables/report-input.js";
import { withRun } from "../io/tracker/with-run.js";
import { linear } from "../models/linear/linear.js";
import { ridge } from "../models/linear/ridge.js";
import { crossValidate } from "../pipeline/cross-validate.js";
import { modelReport } from "../pipeline/model-report.js";
import { pipeline } from "../pipeline/pipeline.js";
import { real } from "../search/space/real.js";
import { columnsFromEntries } from "../table/columns.js";
import { column } from "../table/schema/column.js";
import { schema } from "../table/schema/schema.js";
import { temporaryFolder } from "../testing/temporary-tracker.js";
import { memoryTracker } from "../tracking/memory-tracker.js";
import { minimize } from "./minimize.js";
import { monitor } from "./monitor.js";
import { optimize } from "./optimize.js";
import { trackTrials } from "./track-trials.js";
import { tune } from "./tune.js";

afterEach(() => void vi.unstubAllEnvs());

const time = Float64Array.from({ length: 80 }, (_, row) => Date.UTC(2020, 0, 1) + row * 86_400_000);
const table = columnsFromEntries([
  ["time", { kind: "time", values: time }],
  ["x", { kind: "number", values: Float64Array.from(time, (_, row) => row % 17) }],
  ["y", { kind: "number", values: Float64Array.from(time, (_, row) => 2 * (row % 17) + (row % 3)) }],
]);
const numbers = columnsFromEntries([
  ["x", { kind: "number", values: Float64Array.from(time, (_, row) => row % 17) }],
  ["y", { kind: "number", values: Float64Array.from(time, (_, row) => 2 * (row % 17) + (row % 3)) }],
]);
const plain = pipeline({ model: linear() });
const search = {
  table: numbers,
  target: "y",
  folds: 2,
  trials: 3,
  workers: 0,
  space: { alpha: real(0.1, 1) },
  pipeline: ({ alpha }: { readonly alpha: number }) => pipeline({ model: ridge({ alpha }) }),
};

describe("withRun", () => {
  it("records cross-validation and reports, each call under another prefix", async () => {
    const tracker = memoryTracker();
    const id = await withRun(tracker, {}, (run) => {
      crossValidate(plain, { table: numbers, target: "y", folds: 2 });
      crossValidate(plain, { table: numbers, target: "y", folds: 4 });
      modelReport(plain.fit(numbers, "y"), { title: "Toy", table: numbers });
      return run.id;
    });
    const { params, metrics } = await tracker.run(id);
    expect(params).toMatchObject({
      "cross_validation.model": "linear",
      "cross_validation.target": "y",
      "cross_validation.folds": "2",
      "cross_validation.seed": "0",
      "cross_validation_2.folds": "4",
      "model_report.title": "Toy",
    });
    expect(metrics["cross_validation.rmse"]).toBeGreaterThan(0);
    expect(metrics["model_report.rmse"]).toBeGreaterThan(0);
    const folds = await tracker.metricHistory(id, "cross_validation_2.rmse_by_fold");
    expect(folds.map(({ step }) => step)).toEqual([0, 1, 2, 3]);
    expect((await tracker.artifacts(id)).map(({ path }) => path)).toEqual(["model_report.html"]);
  });

  it("records at most 10 calls of one function, and says how many were left out", async () => {
    const tracker = memoryTracker();
    const id = await withRun(tracker, {}, (run) => {
      for (let call = 0; call < 12; call++) crossValidate(plain, { table: numbers, target: "y", folds: 2 });
      return run.id;
    });
    const { params, tags } = await tracker.run(id);
    expect(Object.keys(params).filter((key) => key.endsWith(".folds"))).toHaveLength(10);
    expect(tags["cuaderno.autolog.left_out"]).toBe("crossValidate: 2 of 12");
  });

  it("records the first search in the run, the next one in a nested run, with a run for each trial", async () => {
    const tracker = memoryTracker();
    const id = await withRun(tracker, {}, async (run) => {
      await tune(search);
      await tune(search);
      return run.id;
    });
    const runs = await tracker.runs();
    expect((await tracker.run(id)).params).toMatchObject({ target: "y", trials: "3", best_alpha: expect.any(String) });
    const nested = runs.filter(({ parentId }) => parentId === id).map(({ name }) => name);
    expect(nested.sort()).toEqual(["trial-0", "trial-1", "trial-2", "tune y"]);
    expect(runs).toHaveLength(8);
    expect((await tracker.artifacts(id)).map(({ path }) => path)).toEqual(["model/model.json", "study.json"]);
  });

  it("records minimize and optimize, and not what their objectives call", async () => {
    const tracker = memoryTracker();
    const id = await withRun(tracker, {}, async (run) => {
      const objective = ({ x }: { readonly x: number }) => {
        crossValidate(plain, { table: numbers, target: "y", folds: 2 });
        return x * x;
      };
      await minimize({ x: real(-1, 1) }, objective, { trials: 4, seed: 7 });
      const both = { a: "minimize", b: "maximize" } as const;
      await optimize(both, { x: real(0, 1) }, ({ x }) => ({ a: x, b: x }), { trials: 2 });
      return run.id;
    });
    const { params, metrics } = await tracker.run(id);
    expect(params).toMatchObject({ "minimize.seed": "7", "minimize.trials": "4", "optimize.trials": "2" });
    expect(metrics["minimize.best_value"]).toBe((await tracker.run(id)).metrics.best_value);
    expect(Object.keys(metrics).some((key) => key.startsWith("cross_validation"))).toBe(false);
    expect((await tracker.runs()).filter(({ parentId }) => parentId === id)).toHaveLength(6);
  });

  it("records nothing a second time that the program records itself", async () => {
    const tracker = memoryTracker();
    await withRun(tracker, {}, async (run) => {
      await tune({ ...search, tracker, run });
      const onTrial = trackTrials(run, tracker);
      await minimize({ x: real(0, 1) }, ({ x }) => x, { trials: 2, onTrial: (trial, study) => onTrial(trial, study) });
      await minimize({ x: real(0, 1) }, ({ x }) => withRun(tracker, { parent: run }, () => x), { trials: 2 });
    });
    const trials = (await tracker.runs()).filter(({ parentId }) => parentId !== undefined);
    expect(trials.filter(({ name }) => name.startsWith("trial-"))).toHaveLength(5);
  });

  it("records monitoring", async () => {
    const tracker = memoryTracker();
    const id = await withRun(tracker, {}, async (run) => {
      expect((await monitor({ reference: table, current: table, windowDays: 20 })).runId).toBe(run.id);
      return run.id;
    });
    expect((await tracker.run(id)).metrics.drift).toBe(0);
    expect((await tracker.artifacts(id)).map(({ path }) => path)).toEqual(["drift.html", "monitoring.json"]);
  });

  it("records the tables that the process read, before and within the run", async () => {
    const folder = temporaryFolder();
    const file = join(folder, "a.csv");
    writeFileSync(file, "id,x\n1,2\n2,\n");
    const toy = schema("toy", { id: column.integer(), x: column.number({ nullable: true }) }, { key: ["id"] });
    const tracker = memoryTracker();
    await readTable(file, toy);
    const id = await withRun(tracker, {}, async (run) => {
      await appendDataset(join(folder, "sales"), file, { schema: toy });
      await readDataset(join(folder, "sales"), toy);
      return run.id;
    });
    // The process may have read other tables, for other tests.
    const inputs = (await tracker.inputs(id)).filter(({ source }) => source.includes(folder));
    expect(inputs.map(({ source }) => source)).toEqual([file, expect.stringMatching(/sales@1$/)]);
    expect(inputs[0]).toMatchObject({ name: "toy", digest: inputDigest(new TextEncoder().encode("id,x\n1,2\n2,\n")) });
    expect(JSON.parse(inputs[0]?.profile ?? "")).toEqual({ num_rows: 2, bytes: 12 });
    expect(JSON.parse(inputs[0]?.schema ?? "")).toEqual({
      mlflow_colspec: [
        { type: "long", name: "id", required: true },
        { type: "double", name: "x", required: false },
      ],
    });
    const named = await withRun(tracker, {}, async (run) => {
      await run.logInput({ name: "mine", source: file, digest: "1f" });
      return run.id;
    });
    expect((await tracker.inputs(named)).filter(({ source }) => source === file)).toMatchObject([{ name: "mine" }]);
  });

  it("records nothing with autolog: false or CUADERNO_AUTOLOG=off", async () => {
    const tracker = memoryTracker();
    const work = () => crossValidate(plain, { table: numbers, target: "y", folds: 2 });
    await withRun(tracker, {}, work, { autolog: false });
    vi.stubEnv("CUADERNO_AUTOLOG", "off");
    await withRun(tracker, {}, work);
    expect((await tracker.runs()).map(({ params }) => params)).toEqual([{}, {}]);
  });

  it("continues when something cannot be recorded", async () => {
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    const tracker = memoryTracker();
    await withRun(tracker, {}, async (run) => {
      await run.logParams({ "cross_validation.folds": "mine" });
      crossValidate(plain, { table: numbers, target: "y", folds: 2 });
    });
    expect(String(warn.mock.calls[0]?.[0])).toMatch(/^withRun: not recorded: logParams: .*cross_validation.folds/);
    warn.mockRestore();
    const [run] = await tracker.runs();
    expect(run).toMatchObject({ status: "finished", params: { "cross_validation.folds": "mine" } });
  });

  it("observes only while there is an observer", () => {
    const seen: string[] = [];
    const stop = observeWork((make) => seen.push(make().caller));
    crossValidate(plain, { table: numbers, target: "y", folds: 2 });
    stop();
    expect(seen).toEqual(["crossValidate"]);
  });
});
