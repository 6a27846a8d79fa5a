import { describe, expect, it } from "vitest";
import { linear } from "../../models/linear/linear.js";
import { pipeline } from "../../pipeline/pipeline.js";
import { columnsFromEntries } from "../../table/columns.js";
import { memoryTracker } from "../../tracking/memory-tracker.js";
import { memoryRegistry } from "../../tracking/registry/memory-registry.js";
import { loadProfile, logModel, readModelProfile } from "./log-model.js";

const rows = columnsFromEntries([
  ["x", { kind: "number", values: Float64Array.from({ length: 60 }, (_, row) => row % 17) }],
  ["y", { kind: "number", values: Float64Array.from({ length: 60 }, (_, row) => 2 * (row % 17) + (row % 3)) }],
]);

describe("logModel", () => {
  it("saves the model and the profile of its rows, for the registry", async () => {
    const tracker = memoryTracker();
    const registry = memoryRegistry(tracker);
    const fitted = pipeline({ model: linear() }).fit(rows, "y");
    const run = await tracker.startRun({ experiment: "test" });
    const version = await registry.register(
      "toy",
      await logModel(run, fitted, { reference: rows, path: "toy/model.json" }),
    );
    expect(version.path).toBe("toy/model.json");
    const saved = await readModelProfile(version, tracker, "drift");
    expect([saved.rows, Object.keys(saved.columns), saved.model?.target]).toEqual([60, ["x", "y", "prediction"], "y"]);
    expect(saved.contributions?.columns.x?.importance).toBe(1);
    expect(await loadProfile("models:/toy/1", { registry, tracker })).toEqual(saved);
  });

  it("names what is missing where a version was registered without a profile", async () => {
    const tracker = memoryTracker();
    const registry = memoryRegistry(tracker);
    const run = await tracker.startRun({ experiment: "test" });
    await run.logArtifact("model/pipeline.json", "{}");
    const version = await registry.register("toy", { runId: run.id, path: "model/pipeline.json" });
    await expect(readModelProfile(version, tracker, "drift")).rejects.toThrow(
      "drift: models:/toy/1 has no profile of its training rows; save models with logModel",
    );
  });
});
