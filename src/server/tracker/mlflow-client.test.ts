import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { mlflowPython, needsMlflow } from "../../testing/find-mlflow.js";
import { temporaryFolder } from "../../testing/temporary-tracker.js";
import { trackerServer } from "../../testing/tracker-server.js";
import { diagnoseStore } from "../../tracking/doctor/diagnose-store.js";
import { fileTracker } from "../../tracking/files/file-tracker.js";

const program = fileURLToPath(new URL("mlflow_client.py", import.meta.url));

async function runClient(python: string, uri: string): Promise<{ readonly run: string; readonly models: boolean }> {
  const child = spawn(python, ["-W", "ignore", program, uri], {
    cwd: temporaryFolder(),
    env: { ...process.env, MLFLOW_TRACKING_URI: uri },
  });
  let [output, errors] = ["", ""];
  child.stdout.on("data", (data) => (output += String(data)));
  child.stderr.on("data", (data) => (errors += String(data)));
  const [status] = (await once(child, "close")) as [number];
  expect(status, errors.slice(-4_000)).toBe(0);
  return JSON.parse(output.trim().split("\n").at(-1) ?? "");
}

it.skipIf(mlflowPython === undefined)(
  `MLflow's Python client logs, searches, registers and evaluates unchanged ${needsMlflow}`,
  { timeout: 180_000 },
  async () => {
    const { url, root } = await trackerServer();
    const { run, models } = await runClient(mlflowPython ?? "", url);
    expect(models).toBe(true);
    const tracker = fileTracker({ root, now: Date.now, newId: () => "", user: "" });
    expect((await tracker.run(run)).metrics.loss).toBe(0.25);
    expect((await tracker.artifacts(run)).map(({ path }) => path)).toContain("files/deep/er/bytes.bin");
    expect(diagnoseStore({ root, now: Date.now, newId: () => "", onProblem: () => undefined })).toEqual([]);
  },
);
