import { randomBytes } from "node:crypto";
import { registryContract } from "../../testing/registry-contract.js";
import { trackerContract } from "../../testing/tracker-contract.js";
import { trackerServer } from "../../testing/tracker-server.js";
import type { Tracker } from "../tracker.js";
import { type MlflowConnection, mlflowConnection } from "./mlflow-connection.js";
import { restRegistry } from "./rest-registry.js";
import { restTracker } from "./rest-tracker.js";

async function openServer(): Promise<{ readonly tracker: Tracker; readonly server: MlflowConnection }> {
  const { url } = await trackerServer();
  const server = mlflowConnection({ uri: url, retries: 1 });
  let time = 1_700_000_000_000;
  const tracker = restTracker({
    server,
    openStore: () => Promise.reject(new Error("artifacts are read through the server")),
    now: () => ++time,
    newId: () => randomBytes(16).toString("hex"),
    user: "ana",
  });
  return { tracker, server };
}

trackerContract("REST, on cuaderno ui", async () => (await openServer()).tracker);

registryContract("REST, on cuaderno ui", async () => {
  const { tracker, server } = await openServer();
  return { tracker, registry: restRegistry(server, tracker) };
});
