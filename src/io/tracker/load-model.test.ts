import { expect, it } from "vitest";
import { meanModel } from "../../models/baselines/mean-model.js";
import { pipeline } from "../../pipeline/pipeline.js";
import { columnsFromEntries } from "../../table/columns.js";
import { temporaryRegistry } from "../../testing/temporary-registry.js";
import { loadModel } from "./load-model.js";

it("loadModel loads the registered pipeline, and rejects one that was changed or is not a pipeline", async () => {
  const { registry, tracker } = temporaryRegistry();
  const columns = columnsFromEntries([["hour", { kind: "number", values: Float64Array.of(1, 2, 3, 4) }]]);
  const fitted = pipeline({ steps: [], model: meanModel() }).fit(columns, Float64Array.of(1, 2, 3, 6));
  const run = await tracker.startRun({ experiment: "traffic" });
  await run.logArtifact("model.json", JSON.stringify(fitted));
  await run.logArtifact("code.js", "globalThis.ran = true");
  await registry.register("traffic", { runId: run.id, path: "model.json" });
  await registry.register("traffic", { runId: run.id, path: "code.js" });
  await registry.setAliases("traffic", { champion: 1 });
  const model = await loadModel("models:/traffic@champion", { registry });
  expect([...model.predict(columns)]).toEqual([3, 3, 3, 3]);
  await expect(loadModel("traffic/2", { registry })).rejects.toThrow(/traffic\/2.*JSON/);
  expect(globalThis).not.toHaveProperty("ran");
  await run.logArtifact("model.json", JSON.stringify(fitted).replace("3", "4"));
  await expect(loadModel("traffic", { registry })).rejects.toThrow(/differs from what was registered/);
});
