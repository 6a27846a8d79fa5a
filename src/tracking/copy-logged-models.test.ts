import { expect, it } from "vitest";
import { expectCopiedModels, logModels } from "../testing/logged-models-contract.js";
import { temporaryTracker } from "../testing/temporary-tracker.js";
import { trackerServer } from "../testing/tracker-server.js";
import { copyLoggedModels } from "./copy-logged-models.js";
import { copyRuns } from "./copy-runs.js";
import { maskedTracker } from "./masked-tracker.js";
import { memoryTracker } from "./memory-tracker.js";
import { mlflowConnection } from "./rest/mlflow-connection.js";
import { restTracker } from "./rest/rest-tracker.js";

it("copies logged models from a folder to a server and to another folder, and can be repeated", async () => {
  const { tracker: source } = temporaryTracker();
  await logModels(source);
  const { url } = await trackerServer();
  const server = restTracker({
    server: mlflowConnection({ uri: url, retries: 1 }),
    openStore: () => Promise.reject(new Error("artifacts are read through the server")),
    now: Date.now,
    newId: () => "f".repeat(32),
    user: "bob",
  });
  await expectCopiedModels(source, server, temporaryTracker().tracker);
});

it("names the models that the target cannot store, and masks secrets in copies", async () => {
  const { tracker } = temporaryTracker();
  await logModels(tracker);
  const memory = memoryTracker();
  const models = await copyLoggedModels(tracker, memory, await copyRuns(tracker, memory));
  expect(models.map(({ name, to }) => [name, to])).toEqual(
    expect.arrayContaining([
      ["forest", undefined],
      ["draft", undefined],
    ]),
  );
  const { tracker: target } = temporaryTracker();
  const masked = maskedTracker(target, () => (text) => text.replaceAll("ana", "***").replaceAll("model_id", "***"));
  const [, copy] = await copyLoggedModels(tracker, masked, await copyRuns(tracker, masked));
  const { experimentId } = (await target.runs())[0] ?? {};
  const found = (await target.loggedModels?.list(experimentId ?? "")) ?? [];
  expect(copy).toBeDefined();
  const [forest] = found.filter(({ name }) => name === "forest");
  expect(forest?.tags.team).toBe("***");
  const bytes = forest === undefined ? undefined : await target.loggedModels?.readArtifact(forest, "MLmodel");
  expect(new TextDecoder().decode(bytes)).toBe("***: x");
});
