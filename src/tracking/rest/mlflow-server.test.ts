import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, it } from "vitest";
import { mlflowPython, needsMlflow } from "../../testing/find-mlflow.js";
import { expectCopiedModels, logModels } from "../../testing/logged-models-contract.js";
import { type MlflowServer, startMlflowServer } from "../../testing/mlflow-server.js";
import { registryContract } from "../../testing/registry-contract.js";
import { temporaryTracker } from "../../testing/temporary-tracker.js";
import { trackerContract } from "../../testing/tracker-contract.js";
import type { Tracker } from "../tracker.js";
import { type MlflowConnection, mlflowConnection } from "./mlflow-connection.js";
import { restRegistry } from "./rest-registry.js";
import { listExperiments, restTracker } from "./rest-tracker.js";

const api = "/api/2.0/mlflow";

describe.skipIf(mlflowPython === undefined)(`a real MLflow server ${needsMlflow}`, { timeout: 60_000 }, () => {
  let real: MlflowServer;
  beforeAll(async () => {
    real = await startMlflowServer(mlflowPython ?? "");
  }, 120_000);
  afterAll(() => real?.stop());

  /** One server for all tests: what the test before it made is renamed and deleted. */
  async function openEmpty(): Promise<{ readonly tracker: Tracker; readonly server: MlflowConnection }> {
    const server = mlflowConnection({ uri: real.url, retries: 1 });
    let time = 1_700_000_000_000;
    const tracker = restTracker({
      server,
      openStore: () => Promise.reject(new Error("artifacts are read through the server")),
      now: () => ++time,
      newId: () => randomBytes(16).toString("hex"),
      user: "ana",
    });
    for (const { id } of await listExperiments(server, "test")) {
      if (id === "0") continue;
      const name = randomBytes(8).toString("hex");
      await server.send("POST", `${api}/experiments/update`, { experiment_id: id, new_name: name }, "test");
      await server.send("POST", `${api}/experiments/delete`, { experiment_id: id }, "test");
    }
    for (const { name } of await restRegistry(server, tracker).models()) {
      await server.send("DELETE", `${api}/registered-models/delete`, { name }, "test");
    }
    return { tracker, server };
  }

  it("stores copies of logged models, which copy on to a folder", async () => {
    const { tracker: source } = temporaryTracker();
    await logModels(source);
    await expectCopiedModels(source, (await openEmpty()).tracker, temporaryTracker().tracker);
  });

  trackerContract("REST, on MLflow's server", async () => (await openEmpty()).tracker, { storesAllNumbers: false });

  registryContract("REST, on MLflow's server", async () => {
    const { tracker, server } = await openEmpty();
    return { tracker, registry: restRegistry(server, tracker) };
  });
});
