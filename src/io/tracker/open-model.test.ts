import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { meanModel } from "../../models/baselines/mean-model.js";
import { pipeline } from "../../pipeline/pipeline.js";
import { columnsFromEntries } from "../../table/columns.js";
import { temporaryRegistry } from "../../testing/temporary-registry.js";
import { openModel } from "./open-model.js";

const columns = columnsFromEntries([["hour", { kind: "number", values: Float64Array.of(1, 2, 3, 4) }]]);
const fitted = pipeline({ steps: [], model: meanModel() }).fit(columns, Float64Array.of(1, 2, 3, 6));

it("opens a registered version with what the registry knows of it", async () => {
  const { registry, tracker } = temporaryRegistry();
  const run = await tracker.startRun({ experiment: "traffic" });
  await run.logArtifact("model.json", JSON.stringify(fitted));
  await registry.register("traffic", { runId: run.id, path: "model.json" });
  const { name, version, model } = await openModel("traffic/1", { registry });
  expect([name, version?.version, ...model.predict(columns)]).toEqual(["traffic", 1, 3, 3, 3, 3]);
});

it("opens a file, and refuses a missing or changed one", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-model-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "mean.json");
  writeFileSync(path, JSON.stringify(fitted));
  expect(await openModel(path)).toMatchObject({ ref: path, name: "mean", version: undefined });
  await expect(openModel(join(folder, "none.json"))).rejects.toThrow("openModel: no file");
  writeFileSync(path, JSON.stringify(fitted).replace("3", "4"));
  await expect(openModel(path)).rejects.toThrow(path);
});
