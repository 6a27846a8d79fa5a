import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { mlflowPython, needsMlflow } from "../../testing/find-mlflow.js";
import { startMlflowServer } from "../../testing/mlflow-server.js";
import { temporaryRegistry } from "../../testing/temporary-registry.js";
import { trackerServer } from "../../testing/tracker-server.js";
import { memoryTracker } from "../memory-tracker.js";
import { mlflowConnection } from "../rest/mlflow-connection.js";
import { restRegistry } from "../rest/rest-registry.js";
import { restTracker } from "../rest/rest-tracker.js";
import type { Tracker } from "../tracker.js";
import { copyModels, type RegistryOfRuns } from "./copy-models.js";
import { memoryRegistry } from "./memory-registry.js";
import { loggedModelId } from "./parse-model-uri.js";
import type { ModelVersion } from "./registry.js";

function onServer(uri: string): RegistryOfRuns {
  const server = mlflowConnection({ uri, retries: 1 });
  const tracker = restTracker({
    server,
    openStore: () => Promise.reject(new Error("artifacts are read through the server")),
    now: Date.now,
    newId: () => randomBytes(16).toString("hex"),
    user: "bob",
  });
  return { tracker, registry: restRegistry(server, tracker) };
}

/** A model with versions 1 and 3, of which 2 was deleted, and one with a version of another tool. */
async function filled(): Promise<RegistryOfRuns> {
  const { registry, tracker } = temporaryRegistry();
  for (const value of [1, 2, 3]) {
    const run = await tracker.startRun({ experiment: "crime", name: `run ${value}` });
    await run.logArtifact("model/größe 1.json", `{"value":${value}}`);
    await run.logMetrics({ value });
    await run.end();
    const notes = { description: `of ${value}\nä`, tags: { "team/lead": "ana", value: String(value) } };
    await registry.register("crime arrest", { runId: run.id, path: "model/größe 1.json", ...notes });
  }
  await registry.deleteVersion("crime arrest", 2);
  await registry.setAliases("crime arrest", { champion: 3, before: 1 });
  await registry.describe("crime arrest", { description: "arrests", tags: { owner: "ana" } });
  await registry.createModel("empty", { tags: { a: "" } });
  await registry.createModel("foreign");
  const made = { createdAt: 1_600_000_000_123, stage: "Production" };
  await registry.importVersion("foreign", { version: 1, source: "s3://bucket/model", ...made });
  const { id: runId, experimentId } = await tracker.startRun({ experiment: "crime", name: "client of MLflow 3" });
  const fields = { experimentId, runId, name: "forest", modelType: "sklearn", createdAt: 1, params: {}, tags: {} };
  const logged = await tracker.loggedModels?.create(fields);
  if (logged === undefined) throw new Error("no logged models");
  await tracker.loggedModels?.writeArtifact(logged, "MLmodel", Uint8Array.of(1));
  await registry.createModel("logged");
  await registry.importVersion("logged", { version: 1, source: `models:/${logged.id}`, runId });
  return { registry, tracker };
}

/** What a registry has, without ids, URIs and times of changes. */
async function contents({ registry, tracker }: RegistryOfRuns) {
  const models = await registry.models();
  return await Promise.all(
    models.map(async ({ name, description, tags, aliases, versions }) => ({
      ...{ name, description, tags, aliases, versions },
      all: await Promise.all(
        (await registry.versions(name)).map(async (version) => {
          const { "cuaderno.source.version": _, ...own } = version.tags;
          const isRead = version.sha256 !== undefined;
          return {
            ...{ number: version.version, description: version.description, tags: own, aliases: version.aliases },
            ...{ path: version.path, stage: version.stage, createdAt: version.createdAt },
            logged: await nameLogged(tracker, version),
            bytes: isRead ? [...(await registry.read(name, version.version))] : undefined,
          };
        }),
      ),
    })),
  );
}

/** Name and run of the logged model that a version is. */
async function nameLogged(tracker: Tracker, { source, runId }: ModelVersion): Promise<string | undefined> {
  const id = loggedModelId(source);
  if (id === undefined || runId === undefined) return undefined;
  const run = await tracker.run(runId);
  const models = (await tracker.loggedModels?.list(run.experimentId)) ?? [];
  const found = models.find((model) => model.id === id && model.runId === runId);
  return `${found?.name} of ${run.name}`;
}

async function copiesAndReturns(server: RegistryOfRuns): Promise<void> {
  const source = await filled();
  const expected = await contents(source);
  const copied = await copyModels(source, server);
  expect(copied.map(({ model, from, to, isNew }) => [model, from, to, isNew])).toEqual([
    ["crime arrest", 1, 1, true],
    ["crime arrest", 3, 3, true],
    ["foreign", 1, 1, true],
    ["logged", 1, 1, true],
  ]);
  expect(expected.at(-1)?.all).toMatchObject([{ logged: "forest of client of MLflow 3" }]);
  expect(await contents(server)).toEqual(expected);
  const folder = temporaryRegistry();
  await copyModels(server, folder);
  expect(await contents(folder)).toEqual(expected);
  await source.registry.describe("crime arrest", { description: "late" }, { version: 3 });
  await source.registry.describe("crime arrest", { stage: "Staging" }, { version: 1 });
  await source.registry.describe("foreign", { stage: "None" }, { version: 1 });
  await source.registry.setAliases("crime arrest", { champion: 1 });
  expect((await copyModels(source, server)).some(({ isNew }) => isNew)).toBe(false);
  expect(await contents(server)).toEqual(await contents(source));
  await copyModels(folder, source, { runIds: [] });
  await copyModels(server, source);
  expect(await contents(source)).toEqual(await contents(server));
}

describe("copyModels", () => {
  it("copies models, versions and aliases to a server and back, and can be repeated", async () => {
    await copiesAndReturns(onServer((await trackerServer()).url));
  });

  it(`does so with MLflow's server ${needsMlflow}`, {
    skip: mlflowPython === undefined,
    timeout: 120_000,
  }, async () => {
    const server = await startMlflowServer(mlflowPython ?? "");
    try {
      await copiesAndReturns(onServer(server.url));
    } finally {
      await server.stop();
    }
  });

  it("numbers versions after those that the target has, and copies only those of chosen runs", async () => {
    const source = await filled();
    const tracker = memoryTracker();
    const target = { tracker, registry: memoryRegistry(tracker) };
    const run = await tracker.startRun();
    await run.logArtifact("m.json", "1");
    await target.registry.register("crime arrest", { runId: run.id, path: "m.json" });
    const [first] = (await source.tracker.runs()).filter(({ name }) => name === "run 1");
    const copied = await copyModels(source, target, { runIds: [first?.id ?? ""] });
    expect(copied).toEqual([{ model: "crime arrest", from: 1, to: 2, isNew: true }]);
    expect((await target.registry.model("crime arrest")).aliases).toEqual({ before: 2 });
    expect((await target.registry.models()).map(({ name }) => name)).toEqual(["crime arrest"]);
  });
});
