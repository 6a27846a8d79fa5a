import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { mlflowPython, needsMlflow } from "../../testing/find-mlflow.js";
import { temporaryRegistry } from "../../testing/temporary-registry.js";
import { temporaryFolder } from "../../testing/temporary-tracker.js";
import type { Tracker } from "../tracker.js";
import { formatPythonFloat } from "./format-python-float.js";

const program = fileURLToPath(new URL("mlflow_folder.py", import.meta.url));

interface ReadStore {
  readonly runs: Readonly<
    Record<string, { readonly params: object; readonly metrics: object; readonly histories: object }>
  >;
  readonly models: readonly (readonly [string, number, string])[];
}

async function readWithMlflow(root: string): Promise<{ run: string; folder: ReadStore; database: ReadStore }> {
  // MLflow's own mlflow.db is in the working folder, apart from the migrated one.
  const [folder, cwd] = [temporaryFolder(), temporaryFolder()];
  const child = spawn(mlflowPython ?? "", ["-W", "ignore", program, root, join(folder, "mlflow.db")], { cwd });
  let [output, errors] = ["", ""];
  child.stdout.on("data", (data) => (output += String(data)));
  child.stderr.on("data", (data) => (errors += String(data)));
  const [status] = (await once(child, "close")) as [number];
  expect(status, errors.slice(-4_000)).toBe(0);
  return JSON.parse(output.trim().split("\n").at(-1) ?? "");
}

/** The runs as the Python program prints them. */
async function readOurs(tracker: Tracker): Promise<Record<string, unknown>> {
  const entries = (await tracker.runs()).map(async (run) => {
    const histories = Object.keys(run.metrics).map(async (key) => {
      const points = await tracker.metricHistory(run.id, key);
      return [key, points.map(({ value, timestamp, step }) => [formatPythonFloat(value), timestamp, step])] as const;
    });
    const metrics = Object.entries(run.metrics).map(([key, value]) => [key, formatPythonFloat(value)] as const);
    const read = {
      ...{ experiment: run.experiment, name: run.name, status: run.status.toUpperCase() },
      ...{ start: run.startTime, end: run.endTime ?? null, params: run.params, tags: run.tags },
      metrics: Object.fromEntries(metrics),
      histories: Object.fromEntries(await Promise.all(histories)),
      inputs: (await tracker.inputs(run.id)).map(({ name, digest }) => [name, digest.slice(0, 36)]),
    };
    return [run.id, read] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

it.skipIf(mlflowPython === undefined)(
  `MLflow and mlflow migrate-filestore read all of a folder, and it is read with what MLflow logs to it ${needsMlflow}`,
  { timeout: 180_000 },
  async () => {
    const { tracker, registry, root } = temporaryRegistry();
    const parent = await tracker.startRun({ experiment: "a / ü", name: "größe 🚦", tags: { "team/lead": "ana\nä" } });
    await parent.logParams({ long: "ü".repeat(6_000), empty: "", "a/b": 1, "a/c.d-e f": "no", yes: "1e3" });
    await parent.logMetricHistory("loss", [1, 0.1, Number.NaN, 1e21, 1e-7, 5e-324, -3]);
    await parent.logMetrics({ up: Number.POSITIVE_INFINITY, "val/deep": 2 }, { step: 7, timestamp: 1_600_000_000_123 });
    await parent.logInput({
      name: "all rows.csv",
      digest: "ab".repeat(32),
      source: "s3://b/rows.csv",
      context: "training",
    });
    await parent.logArtifact("model/m.json", "{}");
    const child = await tracker.startRun({ parent, name: "child" });
    await child.end("killed");
    await parent.end();
    await tracker.startRun({ name: "running" });
    await registry.register("cars", { runId: parent.id, path: "model/m.json" });
    await registry.setAliases("cars", { champion: 1 });
    const { run, folder, database } = await readWithMlflow(root);
    const ours = await readOurs(tracker);
    expect(folder.runs).toEqual(ours);
    expect(folder.models).toEqual([["cars", 1, parent.id]]);
    expect(database.models).toEqual(folder.models);
    expect(Object.keys(database.runs).sort()).toEqual(Object.keys(ours).sort());
    expect(database.runs[parent.id]?.params).toEqual(folder.runs[parent.id]?.params);
    expect(new TextDecoder().decode(await tracker.readArtifact(run, "figures/a.txt"))).toBe("hällo");
    expect(await tracker.inputs(run)).toEqual([
      {
        ...{ name: "rows", digest: "4e123456", source: '{"path": "x"}', context: "training" },
        ...{ schema: '{"a": "long"}', profile: '{"rows": 3}' },
      },
    ]);
  },
);
