import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { mlflowPython } from "../../testing/find-mlflow.js";
import { trackerServer } from "../../testing/tracker-server.js";
import { fileTracker } from "../../tracking/files/file-tracker.js";

/** The folder with the jars of org.mlflow:mlflow-client and of org.slf4j:slf4j-api, which Maven has. */
const jars = process.env.CUADERNO_TEST_MLFLOW_JARS;
const isMissing = jars === undefined || !existsSync(jars) || mlflowPython === undefined;

const program = fileURLToPath(new URL("mlflow_client.java", import.meta.url));

it.skipIf(isMissing)(
  "MLflow's Java client logs, searches and registers unchanged (needs CUADERNO_TEST_MLFLOW_JARS, _PYTHON, Java)",
  async () => {
    const { url, root } = await trackerServer();
    const PATH = [dirname(mlflowPython ?? ""), process.env.PATH].join(delimiter);
    const env = { ...process.env, PATH, MLFLOW_TRACKING_URI: url };
    const { stdout } = await promisify(execFile)("java", ["-cp", join(jars ?? "", "*"), program, url], { env });
    const tracker = fileTracker({ root, now: Date.now, newId: () => "", user: "" });
    const run = await tracker.run(stdout.trim());
    expect(run).toMatchObject({ experiment: "from java / ü", status: "finished", params: { depth: "6", rate: "0.1" } });
    expect(run.metrics).toEqual({ loss: 0.25, nan: Number.NaN, "val/rmse": 1e-300 });
    expect((await tracker.artifacts(run.id)).map(({ path }) => path)).toEqual([
      "all/deep/größe 1.txt",
      "text/größe 1.txt",
    ]);
  },
);
