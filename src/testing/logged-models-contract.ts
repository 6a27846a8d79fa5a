import { expect } from "vitest";
import { copyLoggedModels, sourceModelTag } from "../tracking/copy-logged-models.js";
import { copyRuns } from "../tracking/copy-runs.js";
import type { LoggedModelEntry, Tracker } from "../tracking/tracker.js";

/** Two runs: one made two models, the other measured one of them. */
export async function logModels(tracker: Tracker): Promise<void> {
  const maker = await tracker.startRun({ experiment: "models", name: "maker" });
  const judge = await tracker.startRun({ experiment: "models", name: "judge" });
  const models = tracker.loggedModels;
  const fields = { experimentId: maker.experimentId, runId: maker.id, createdAt: 1_600_000_000_000 };
  const forest = await models?.create({
    ...{ ...fields, name: "forest", modelType: "sklearn", params: { depth: "6", "long/name": "ü".repeat(500) } },
    tags: { team: "ana", "mlflow.modelVersions": "[]" },
  });
  const draft = await models?.create({ ...fields, name: "draft", modelType: "", params: {}, tags: {} });
  if (forest === undefined || draft === undefined || models === undefined) return;
  await models.writeArtifact(forest, "MLmodel", new TextEncoder().encode("model_id: x"));
  await models.writeArtifact(forest, "data/größe 1.bin", Uint8Array.of(0, 255, 10));
  const [early, late] = [1_600_000_000_123, 1_600_000_000_456];
  await judge.logMetrics({ rmse: 2 }, { step: 7, timestamp: late });
  await models.logMetrics(forest, maker.id, [{ key: "rmse", value: 3.5, step: 1, timestamp: early }]);
  await models.logMetrics(forest, judge.id, [{ key: "rmse", value: 2, step: 7, timestamp: late }]);
  await models.setStatus(forest, "ready");
  await models.link(maker.id, {
    inputs: [],
    outputs: [
      { id: forest.id, step: 3 },
      { id: draft.id, step: 0 },
    ],
  });
  await models.link(judge.id, { inputs: [forest.id], outputs: [] });
}

/** What the models of a tracker have, without ids, URIs and the times of servers. */
async function describeModels(tracker: Tracker): Promise<object> {
  const runs = (await tracker.runs()).filter(({ experiment }) => experiment === "models");
  const runNames = new Map(runs.map(({ id, name }) => [id, name]));
  const models = (await tracker.loggedModels?.list(runs[0]?.experimentId ?? "")) ?? [];
  const modelNames = new Map(models.map(({ id, name }) => [id, name]));
  const described = models.map(async (model: LoggedModelEntry) => {
    const { [sourceModelTag]: _, "mlflow.modelVersions": _versions, ...tags } = model.tags;
    const files = (await tracker.loggedModels?.artifacts(model)) ?? [];
    const bytes = files.map(async ({ path }) => [...((await tracker.loggedModels?.readArtifact(model, path)) ?? [])]);
    return {
      ...{ name: model.name, type: model.modelType, status: model.status, params: model.params, tags, files },
      run: runNames.get(model.runId),
      bytes: await Promise.all(bytes),
      metrics: model.metrics
        .map(({ runId, ...point }) => ({ ...point, run: runNames.get(runId) }))
        .sort((a, b) => a.step - b.step),
    };
  });
  const links = runs.map(async ({ id, name, metrics }) => {
    const { inputs = [], outputs = [] } = (await tracker.loggedModels?.links(id)) ?? {};
    const made = outputs.map(({ id: model, step }) => `${modelNames.get(model)} ${step}`).sort();
    const points = Object.hasOwn(metrics, "rmse") ? await tracker.metricHistory(id, "rmse") : [];
    return { name, metrics, points: points.length, used: inputs.map((model) => modelNames.get(model)), made };
  });
  return {
    models: (await Promise.all(described)).sort((a, b) => (a.name < b.name ? -1 : 1)),
    links: (await Promise.all(links)).sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** Copies from a tracker to another and on to a third; each has the same afterwards, however often it is repeated. */
export async function expectCopiedModels(source: Tracker, server: Tracker, folder: Tracker): Promise<void> {
  const copy = async (from: Tracker, to: Tracker) => await copyLoggedModels(from, to, await copyRuns(from, to));
  const first = await copy(source, server);
  expect(first.map(({ name, isNew, to }) => [name, isNew, to?.slice(0, 2)]).sort()).toEqual([
    ["draft", true, "m-"],
    ["forest", true, "m-"],
  ]);
  const expected = await describeModels(server);
  expect(expected).toMatchObject({
    models: [
      { name: "draft", status: "pending", run: "maker" },
      {
        name: "forest",
        status: "ready",
        tags: { team: "ana" },
        bytes: [
          [109, 111, 100, 101, 108, 95, 105, 100, 58, 32, 120],
          [0, 255, 10],
        ],
      },
    ],
    links: [
      { name: "judge", used: ["forest"], points: 1 },
      { name: "maker", made: ["draft 0", "forest 3"] },
    ],
  });
  await copy(server, folder);
  expect(await describeModels(folder)).toEqual(expected);
  for (const [from, to] of [
    [source, server],
    [server, source],
    [folder, server],
  ] as const) {
    expect((await copy(from, to)).some(({ isNew }) => isNew)).toBe(false);
  }
  expect(await describeModels(server)).toEqual(expected);
}
